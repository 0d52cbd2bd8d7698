#pragma once

#include "controller/cli/verbs.hpp"

namespace muster::cli {

// One function a verb, beside what it does.

void add_init(Verbs& verbs);
void add_validate(Verbs& verbs);
void add_fmt(Verbs& verbs);
void add_graph(Verbs& verbs);
void add_schema(Verbs& verbs);
void add_plan(Verbs& verbs);
void add_show(Verbs& verbs);
/// `apply` and `destroy`.
void add_apply(Verbs& verbs);
/// `ledger ...`: the record of what muster owns.
void add_ledger(Verbs& verbs);
void add_get(Verbs& verbs);
void add_describe(Verbs& verbs);
void add_import(Verbs& verbs);
void add_balance(Verbs& verbs);
void add_pricing(Verbs& verbs);
void add_stock(Verbs& verbs);
/// `billing vms`, `volumes` and `snapshots`.
void add_billing(Verbs& verbs);
/// `ai chat`, `models` and `usage`.
void add_ai(Verbs& verbs);
/// `api METHOD PATH`.
void add_api(Verbs& verbs);
void add_waste(Verbs& verbs);
/// `vm start` and the like: actions on one thing of the account, without a manifest.
void add_vm(Verbs& verbs);
void add_volume(Verbs& verbs);
void add_script(Verbs& verbs);
void add_snapshot(Verbs& verbs);
void add_image(Verbs& verbs);
/// `schedule next`.
void add_schedule(Verbs& verbs);
void add_simulate(Verbs& verbs);
void add_diff(Verbs& verbs);
void add_history(Verbs& verbs);
void add_why(Verbs& verbs);
/// `ledger verify` and `ledger export`, below the group.
void add_ledger_reading(Verbs& verbs, CLI::App& group);
/// `lock status` and `lock break`.
void add_lock(Verbs& verbs);
void add_status(Verbs& verbs);
/// `suspend` and `resume`.
void add_suspend(Verbs& verbs);
void add_reconcile(Verbs& verbs);
void add_approve(Verbs& verbs);
void add_doctor(Verbs& verbs);
void add_run(Verbs& verbs);
void add_sandbox(Verbs& verbs);
void add_completion(Verbs& verbs);
void add_version(Verbs& verbs);

}  // namespace muster::cli
