#include "controller/cli/hold.hpp"

#include "controller/cli/record.hpp"
#include "diff/field_diff.hpp"
#include "diff/plan_value.hpp"

namespace muster::cli {

Result<Hold> hold_of(const InventoryItem& machine, PowerState state, Timestamp now,
                     Duration length) {
  if (!machine.managed_by)
    return fail(Errc::invalid_input,
                "--hold keeps schedules and plans off a machine, and '" + machine.name +
                    "' is managed by none: nothing would change it back. Leave --hold out");
  // To the second, as people are told.
  const Timestamp until = std::chrono::floor<std::chrono::seconds>(now + length);
  return Hold{*machine.managed_by, state, until};
}

void keep_in_hold(Plan& plan, const Hold& hold, const RecordedState& recorded) {
  const auto record = recorded.resources.find(hold.key);
  if (!plan.steps.empty() && record != recorded.resources.end()) {
    Step& last = plan.steps.back();
    const Value held = Value::Map{{"powerState", std::string(to_string(hold.state))}};
    last.applied = with_member_of(record->second.applied, "/spec/powerState", &held);
    last.protect = record->second.protect;
    last.on_delete = record->second.on_delete;
    last.depends_on = record->second.depends_on;
  }
  // What it differs from does not count as long as it is held.
  std::erase_if(plan.notes, [](const std::string& note) {
    return note.find("drift from powerState") != std::string::npos;
  });
  plan.notes.push_back("from " + format_timestamp(hold.until) +
                       " on schedules and manifest count again; until then it is held " +
                       std::string(to_string(hold.state)));
  plan.hash = hash_of(plan);
}

Task<Result<void>> write_hold(ApplyRun& run, Hold hold) {
  MUSTER_CO_TRY(const auto ledger, co_await open_ledger(run.machine, run.workspace.ledger_file()));
  auto name = lease_holder();
  MUSTER_CO_TRY(const auto lease, co_await ledger->acquire(std::move(name), lease_ttl));
  auto written = co_await ledger->append_note(lease, std::move(hold));
  const auto released = co_await ledger->release(lease);
  if (!written) co_return written;
  co_return released;
}

}  // namespace muster::cli
