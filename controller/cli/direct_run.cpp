#include "controller/cli/direct_run.hpp"

#include "controller/cli/apply_run.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/hold.hpp"
#include "controller/cli/phrases.hpp"
#include "controller/cli/pick.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/ledger/memory_ledger.hpp"
#include "controller/reconcile/market.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/plan_words.hpp"

#include <csignal>
#include <memory>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// What is about to be done, and to whose thing.
struct Prepared {
  Plan plan;
  bool managed = false;
  std::optional<Hold> hold;
};

/// How long things may take, and how long the outcome is held.
struct Times {
  Duration timeout{0};
  std::optional<Duration> hold;
};

Task<Result<Prepared>> prepare(const ApplyRun& run, const DirectRequest& request, Times times,
                               bool accept_scarcity) {
  MUSTER_CO_TRY(const auto record, co_await read_record(run.machine, run.workspace.ledger_file()));
  auto& client = *run.account.client;
  MUSTER_CO_CHECK(check_endpoint(record.state, client.endpoint()));
  std::set<Kind> kinds = request.also_look_at;
  kinds.insert(request.kind);
  const DesiredState nothing;
  MUSTER_CO_TRY(auto live,
                co_await observe_with_market(net::Context(run.stop), client, run.machine.clock,
                                             nothing, record.state, std::move(kinds)));
  const auto recorded = resolve_open_intents(record.state, live).state;
  MUSTER_CO_TRY(auto item,
                pick(inventory(request.kind, live, recorded), request.kind, request.name));
  if (item.gone)
    co_return fail(Errc::not_found, printable(item.name) + " (" + item.id.text +
                                        ") is recorded, and gone from the account; muster apply "
                                        "settles that");
  MUSTER_CO_TRY(auto operation, co_await request.operation(client, item, live, recorded));
  // Where a machine sleeps already, that price is known.
  if (std::holds_alternative<HibernateInstance>(operation) && !concerns_hibernation(nothing, live))
    MUSTER_CO_CHECK(co_await read_hibernation_price(net::Context(run.stop), client, live.market));
  Prepared prepared{.managed = item.managed_by.has_value()};
  const DirectWish wish{request.kind, std::move(item), std::move(operation), times.timeout,
                        accept_scarcity};
  MUSTER_CO_TRY(prepared.plan, plan_directly(wish, run.workspace.loaded.desired, live, recorded));
  if (times.hold && request.held_state) {
    MUSTER_CO_TRY(prepared.hold, hold_of(wish.item, *request.held_state,
                                         run.machine.clock.wall_now(), *times.hold));
    keep_in_hold(prepared.plan, *prepared.hold, recorded);
  }
  co_return prepared;
}

/// How it ended, for people.
std::string closing_words(const Plan& plan, const Report& report, bool waited) {
  const std::string what =
      printable(to_string(plan.steps.back().resource) + ": " + describe(plan.steps.back()));
  const char* goes_on =
      "The account goes on with what it has accepted: look at it with muster get.";
  std::string text = "\n";
  if (report.succeeded() && waited) {
    text += "Done in " + clock_face(report.took) + ": " + what + ".\n";
  } else if (report.succeeded()) {
    text += "Accepted: " + what + ". " + goes_on + "\n";
  } else if (report.interrupted) {
    text += "Interrupted: " + what + ". " + goes_on + "\n";
  } else if (classify(report) == RunClass::deadline) {
    text += "Not finished in time: " + what + ". " + goes_on + "\n";
  } else {
    text += "Failed: " + what + ".\n";
    if (report.stopped_by) text += report.stopped_by->text() + "\n";
    return text;
  }
  for (const auto& note : plan.notes) text += "Note: " + printable(note) + ".\n";
  return text;
}

Task<Result<int>> carry_out(ApplyRun& run, const Prepared& prepared, bool wait) {
  std::unique_ptr<Ledger> ledger;
  if (prepared.managed) {
    MUSTER_CO_TRY(ledger, co_await open_ledger(run.machine, run.workspace.ledger_file()));
  } else {
    ledger = std::make_unique<MemoryLedger>(run.machine.clock, SecretKey{});
  }
  run.closing = [wait](const Plan& plan, const Report& report) {
    return closing_words(plan, report, wait);
  };
  CycleOptions cycle{.approved_hash = prepared.plan.hash, .saved = &prepared.plan};
  cycle.execute.wait = wait;
  co_return co_await run_before_eyes(run, *ledger, std::move(cycle));
}

Task<Result<int>> do_directly(ApplyRun& run, const DirectFlags& flags, const DirectRequest& request,
                              Times times) {
  MUSTER_CO_TRY(const auto prepared, co_await prepare(run, request, times, flags.accept_scarcity));
  if (prepared.plan.empty()) {
    if (prepared.hold) MUSTER_CO_CHECK(co_await write_hold(run, *prepared.hold));
    for (const auto& note : prepared.plan.notes) print(printable(note) + "\n");
    co_return exit_ok;
  }
  if (!flags.auto_approve || run.common.format == Format::text)
    show_plan(Planned{.plan = prepared.plan}, run.common);
  if (!flags.auto_approve) {
    print("\nDo this? Only \"yes\" goes ahead: ");
    if (read_line() != "yes") {
      print("Cancelled; nothing was changed.\n");
      co_return exit_error;
    }
  }
  // Before the call, or whoever looks in between would undo it.
  if (prepared.hold) MUSTER_CO_CHECK(co_await write_hold(run, *prepared.hold));
  co_return co_await carry_out(run, prepared, !flags.no_wait);
}

Result<Times> times_of(const DirectFlags& flags) {
  Times times;
  if (!flags.timeout.empty()) {
    const auto timeout = parse_duration(flags.timeout);
    if (!timeout || *timeout <= Duration::zero())
      return fail(Errc::invalid_input,
                  "--timeout wants a duration such as 90s or 10m, not \"" + flags.timeout + "\"");
    times.timeout = *timeout;
  }
  if (!flags.hold.empty()) {
    times.hold = parse_duration(flags.hold);
    if (!times.hold)
      return fail(Errc::invalid_input,
                  "--hold wants a duration such as 3h or 2d, or 0s to end a hold, not \"" +
                      flags.hold + "\"");
  }
  return times;
}

}  // namespace

CLI::App& add_direct_verb(Verbs& verbs, CLI::App& group, const std::string& name,
                          const std::string& what, const std::string& example, DirectFlags& flags,
                          Run run) {
  auto& verb = verbs.add_below(group, name, what, example, std::move(run));
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json"});
  verb.add_flag("--auto-approve", flags.auto_approve, "Do not ask");
  auto* no_wait =
      verb.add_flag("--no-wait", flags.no_wait, "Return once the account has accepted it");
  verb.add_option("--timeout", flags.timeout,
                  "How long to wait before exit code 9; without it, as long as an apply would")
      ->type_name("DURATION")
      ->excludes(no_wait);
  return verb;
}

Target target_of(Kind kind, const InventoryItem& item) {
  return {{kind, item.name, true}, item.id};
}

int run_direct(const CommonOptions& common, const DirectFlags& flags,
               const DirectRequest& request) {
  const auto times = times_of(flags);
  if (!times) return give_up(times.error());
  if (!flags.auto_approve && !input_is_terminal())
    return give_up(Error(Errc::invalid_input,
                         "there is no terminal to ask on: give --auto-approve to go ahead"));
  const auto workspace =
      open_settings_and_manifests(common, "so what they say of this thing may not count here");
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  ApplyRun run{common, *workspace, *account, machine, "apply"};
  const auto code = machine.loop.run(do_directly(run, flags, request, *times));
  if (code) return *code;
  if (code.error().code() == Errc::cancelled && run.signal == SIGTERM) {
    print_error(code.error());
    return exit_terminated;
  }
  return give_up(code.error());
}

}  // namespace muster::cli
