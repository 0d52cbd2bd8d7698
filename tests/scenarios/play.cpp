#include "tests/scenarios/play.hpp"

#include "controller/reconcile/cycle.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/render.hpp"
#include "tests/controller/support/failing_ledger.hpp"
#include "tests/scenarios/by_hand.hpp"
#include "tests/scenarios/stage.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace muster::scenarios {
namespace {

namespace fs = std::filesystem;
using testing::SimAccount;

std::string shown(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += render(diagnostic) + "\n";
  return text;
}

PlanOptions plan_options(SimAccount& account, const StageOptions& options) {
  return {.adopt = options.adopt,
          .destroy = options.destroy,
          .override_budget = options.override_budget,
          .accept_scarcity = options.accept_scarcity,
          .secrets = testing::value(testing::run(account.clock, account.memory.secret_key()))};
}

/// One step at a time, so that the order of the calls is that of the plan.
Cycle apply(SimAccount& account, const DesiredState& desired, const StageOptions& options) {
  testing::FailingLedger dying(account.memory, options.writes.value_or(0), Errc::io);
  World world = account.world();
  const World doomed{world.client, dying, world.lease, world.clock, world.events};
  CycleOptions cycle{.plan = plan_options(account, options), .execute = {.parallelism = 1}};
  return testing::value(testing::run(
      account.clock,
      run_cycle(net::Context(), options.writes ? doomed : world, desired, std::move(cycle))));
}

Planned plan(SimAccount& account, const DesiredState& desired, const StageOptions& options) {
  const auto recorded = testing::value(testing::run(account.clock, account.memory.recorded()));
  return testing::value(testing::run(
      account.clock, plan_against_account(net::Context(), account.client, account.clock, desired,
                                          recorded, plan_options(account, options))));
}

void prepare(SimAccount& account, const fs::path& folder) {
  const auto options = read_options(folder / "options");
  const auto loaded = load_folder(folder, options);
  if (has_errors(loaded.diagnostics)) throw std::invalid_argument(shown(loaded.diagnostics));
  const auto cycle = apply(account, loaded.desired, options);
  if (has_errors(cycle.planned.diagnostics))
    throw std::invalid_argument(shown(cycle.planned.diagnostics));
  if (cycle.report.succeeded() == options.writes.has_value())
    throw std::invalid_argument(folder.string() + ": " + account.problems(cycle.report));
  testing::sleep(account.clock, std::chrono::minutes(10));
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// Where the project lies is no part of what is compared.
std::string without_place(std::string text, const fs::path& folder) {
  replace_all(text, fs::weakly_canonical(folder).string(), "PROJECT");
  return text;
}

/// Digests say nothing to a reader, and each change of what they cover would change them all.
std::string without_digests(std::string text, const Plan& plan) {
  for (const auto& seen : plan.observations) replace_all(text, seen.digest, "DIGEST");
  replace_all(text, plan.hash, "HASH");
  replace_all(text, plan.hash.substr(0, 12), "HASH");
  return text;
}

/// Lines of REGION MODEL GPUS in `stock.txt`; without the file there is no limit.
sandbox::Options account_options(const fs::path& folder) {
  auto options = SimAccount::unlimited();
  std::istringstream lines(read_whole(folder / "stock.txt"));
  sandbox::StockLevel level;
  while (lines >> level.region >> level.gpu_model >> level.gpus) options.stock.push_back(level);
  options.stock_unlimited = options.stock.empty();
  return options;
}

void set_credit(SimAccount& account, std::int64_t units) {
  constexpr std::int64_t units_per_cent = 60'000;
  account.cloud.add_credit(units * 100 - account.cloud.balance_units() / units_per_cent);
}

void carry_out(SimAccount& account, const DesiredState& desired, const StageOptions& options,
               Played& played) {
  if (options.credit) set_credit(account, *options.credit);
  const auto shown_plan = plan(account, desired, options);
  played.diagnostics +=
      shown(shown_plan.diagnostics) + shown(shown_plan.denials) + shown(shown_plan.shortages);
  if (has_errors(shown_plan.diagnostics)) return;
  played.text = render_text(shown_plan.plan, {});
  played.json = without_digests(render_json(shown_plan.plan), shown_plan.plan);
  CommentFrame frame{.project = "scenario", .problems = shown_plan.diagnostics};
  frame.problems.insert(frame.problems.end(), shown_plan.denials.begin(), shown_plan.denials.end());
  played.markdown = without_digests(render_markdown(shown_plan.plan, frame), shown_plan.plan);
  const CallLog log(account);
  const auto cycle = apply(account, desired, options);
  played.calls = log.text();
  if (!cycle.planned.may_be_performed()) return;
  if (!cycle.planned.plan.empty() && !cycle.report.succeeded())
    throw std::invalid_argument("the apply fails: " + account.problems(cycle.report));
  testing::sleep(account.clock, std::chrono::minutes(10));
  auto again = plan(account, desired, options);
  again.plan.cost.reset();  // what is left to do matters here
  played.after = shown(again.diagnostics) + render_text(again.plan, {});
}

}  // namespace

const fs::path& home() {
  static const fs::path path = fs::path(MUSTER_SOURCE_DIR) / "tests" / "scenarios";
  return path;
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(home()))
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

Played play(const fs::path& folder) {
  SimAccount account(account_options(folder));
  std::vector<fs::path> stages;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("before")) stages.push_back(entry.path());
  std::ranges::sort(stages);
  for (const auto& stage : stages) prepare(account, stage);
  act_by_hand(account, folder / "account.txt");

  const auto options = read_options(folder / "options");
  const auto loaded = load_folder(folder / "manifests", options);
  Played played;
  played.diagnostics = without_place(shown(loaded.diagnostics), folder / "manifests");
  if (!has_errors(loaded.diagnostics)) carry_out(account, loaded.desired, options, played);
  return played;
}

}  // namespace muster::scenarios
