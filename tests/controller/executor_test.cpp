#include "tests/controller/support/failing_ledger.hpp"
#include "tests/controller/support/sim_account.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;

TEST(Executor, performs_a_whole_plan_and_leaves_nothing_to_do) {
  SimAccount account;
  const auto report = account.apply(small_team());
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  EXPECT_EQ(classify(report), RunClass::ok);
  EXPECT_EQ(account.count("instance"), 1U);
  EXPECT_EQ(account.count("volume"), 1U);
  const auto again = account.plan(small_team());
  EXPECT_TRUE(again.plan.empty()) << describe(again.plan.steps[0].operation) << " "
                                  << again.plan.steps[0].reasons.size();
  EXPECT_TRUE(value(run(account.clock, account.memory.recorded())).open_intents.empty());
}

TEST(Executor, destroys_everything_it_made) {
  SimAccount account;
  ASSERT_TRUE(account.apply(small_team()).succeeded());
  const auto report = account.apply({}, {.destroy = true});
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  EXPECT_TRUE(account.cloud.objects().empty());
  EXPECT_TRUE(value(run(account.clock, account.memory.recorded())).resources.empty());
}

TEST(Executor, changes_in_place_and_leaves_nothing_to_do) {
  SimAccount account;
  ASSERT_TRUE(account.apply(small_team()).succeeded());
  DesiredState changed = small_team();
  for (auto& each : changed.resources) {
    if (each.key.kind == Kind::firewall)
      std::get<FirewallSpec>(each.spec).rules = {rule(22), rule(8080)};
    if (each.key.kind != Kind::virtual_machine) continue;
    machine_spec(each).volumes = std::vector<Reference<Kind::volume>>{};
    machine_spec(each).firewalls = std::vector<Reference<Kind::firewall>>{};
    machine_spec(each).public_ip = false;
    machine_spec(each).security_rules = {rule(444)};
  }
  const auto report = account.apply(changed);
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  EXPECT_TRUE(account.plan(changed).plan.empty());
}

class ExecutorPower : public ::testing::TestWithParam<PowerState> {};

TEST_P(ExecutorPower, reaches_the_state_and_comes_back) {
  SimAccount account;
  DesiredState parked = small_team();
  for (auto& each : parked.resources)
    if (each.key.kind == Kind::virtual_machine) machine_spec(each).power_state = GetParam();
  DesiredState running = small_team();
  for (auto& each : running.resources)
    if (each.key.kind == Kind::virtual_machine) machine_spec(each).power_state = PowerState::active;
  ASSERT_TRUE(account.apply(small_team()).succeeded());
  for (const auto* wanted : {&parked, &running}) {
    const auto report = account.apply(*wanted);
    EXPECT_TRUE(report.succeeded()) << account.problems(report);
    EXPECT_TRUE(account.plan(*wanted).plan.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(States, ExecutorPower,
                         ::testing::Values(PowerState::stopped, PowerState::hibernated));

TEST(Executor, works_when_lists_lag) {
  auto options = SimAccount::unlimited();
  options.list_lag = 8s;
  SimAccount account(options);
  const auto report = account.apply(small_team());
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  sleep(account.clock, 1min);
  EXPECT_TRUE(account.plan(small_team()).plan.empty());
  const auto gone = account.apply({}, {.destroy = true});
  EXPECT_TRUE(gone.succeeded()) << account.problems(gone);
  sleep(account.clock, 1min);
  EXPECT_TRUE(account.plan({}, {.destroy = true}).plan.empty());
}

TEST(Executor, a_failing_step_skips_only_what_needs_it) {
  SimAccount account;
  account.meddler.before = [](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method == "POST" && request.body.find("\"bad\"") != std::string::npos)
      return Error(Errc::rejected, "no");
    return std::nullopt;
  };
  const auto wanted =
      desired({firewall("bad", {rule(22)}), firewall("good", {rule(22)}), volume("datasets")});
  const auto report = account.apply(wanted);
  EXPECT_EQ(classify(report), RunClass::partial);
  const auto counts = report.counts();
  EXPECT_EQ(counts.failed, 1U);
  EXPECT_EQ(counts.skipped, 1U);
  EXPECT_EQ(counts.done, report.steps.size() - 2);
  EXPECT_EQ(account.events.count(Event::Type::step_skipped), 1U);
  account.meddler.before = nullptr;
  EXPECT_TRUE(account.apply(wanted).succeeded());
  EXPECT_EQ(account.count("firewall"), 2U);
}

TEST(Executor, a_create_whose_answer_was_lost_is_found_and_not_repeated) {
  SimAccount account;
  int creates = 0;
  account.meddler.after = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method != "POST") return std::nullopt;
    ++creates;
    return Error(Errc::unknown_outcome, "connection reset");
  };
  const auto report = account.apply(desired({volume("datasets")}));
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  EXPECT_EQ(creates, 1);
  EXPECT_EQ(account.count("volume"), 1U);
  account.meddler.after = nullptr;
  EXPECT_TRUE(account.plan(desired({volume("datasets")})).plan.empty());
}

TEST(Executor, a_create_that_never_arrived_is_sent_again) {
  SimAccount account;
  int creates = 0;
  account.meddler.before = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method != "POST" || ++creates > 1) return std::nullopt;
    return Error(Errc::unknown_outcome, "connection reset");
  };
  const auto report = account.apply(desired({volume("datasets")}));
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  EXPECT_EQ(creates, 2);
  EXPECT_EQ(account.count("volume"), 1U);
}

TEST(Executor, a_lost_create_is_found_although_lists_lag) {
  auto options = SimAccount::unlimited();
  options.list_lag = 8s;
  SimAccount account(options);
  account.meddler.after = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method != "POST") return std::nullopt;
    return Error(Errc::unknown_outcome, "connection reset");
  };
  EXPECT_TRUE(account.apply(desired({volume("datasets")})).succeeded());
  EXPECT_EQ(account.count("volume"), 1U);
}

TEST(Executor, calls_that_are_not_idempotent_happen_once_when_answers_are_lost) {
  SimAccount account;
  DesiredState before = small_team();
  ASSERT_TRUE(account.apply(before).succeeded());
  DesiredState after = small_team();
  for (auto& each : after.resources) {
    if (each.key.kind == Kind::firewall)
      std::get<FirewallSpec>(each.spec).rules.push_back(rule(8080));
    if (each.key.kind == Kind::virtual_machine) machine_spec(each).public_ip = false;
  }
  account.meddler.after = [](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method == "GET") return std::nullopt;
    return Error(Errc::unknown_outcome, "connection reset");
  };
  const auto report = account.apply(after);
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  account.meddler.after = nullptr;
  EXPECT_TRUE(account.plan(after).plan.empty());
  const auto live = account.observe();
  EXPECT_EQ(live.firewalls[0].rules.size(), 3U);
  EXPECT_FALSE(live.virtual_machines[0].public_ip);
}

TEST(Executor, a_wrong_key_stops_the_run) {
  SimAccount account;
  const auto planned = account.plan(desired({volume("a"), volume("b"), volume("c")}));
  account.options.parallelism = 1;
  account.meddler.before = [](const net::HttpRequest&) -> std::optional<Error> {
    return Error(Errc::unauthorized, "the key is wrong");
  };
  const auto report = account.perform(planned.plan);
  EXPECT_EQ(classify(report), RunClass::authentication);
  EXPECT_EQ(report.counts().not_started, 2U);
  EXPECT_TRUE(report.stopped_by);
}

TEST(Executor, a_missing_gpu_is_told_apart) {
  auto options = SimAccount::unlimited();
  options.stock_unlimited = false;
  options.stock = {{"CANADA-1", "H100-PCIe-NVLink-80GB", 0}};
  SimAccount account(options);
  const auto report = account.apply(desired({ssh_key("alice"), machine("trainer")}));
  EXPECT_EQ(classify(report), RunClass::no_capacity) << account.problems(report);
}

TEST(Executor, a_wait_without_end_is_reported_as_stalled_at_its_deadline) {
  auto options = SimAccount::unlimited();
  options.durations.volume_create = std::chrono::hours(48);
  SimAccount account(options);
  const auto started = account.clock.now();
  const auto report = account.apply(desired({volume("datasets")}));
  EXPECT_EQ(classify(report), RunClass::deadline);
  ASSERT_EQ(report.steps.size(), 1U);
  EXPECT_EQ(report.steps[0].status, StepStatus::stalled);
  EXPECT_NE(report.steps[0].error->text().find("creating"), std::string::npos)
      << report.steps[0].error->text();
  EXPECT_LT(account.clock.now() - started, 1h);
}

TEST(Executor, an_interrupted_run_records_what_it_made_and_starts_nothing_more) {
  SimAccount account;
  const auto stop = std::make_shared<net::StopFlag>();
  account.events.on = [&](const Event& event) {
    if (event.type == Event::Type::waiting && event.resource.kind == Kind::virtual_machine)
      stop->request();
  };
  const auto report = account.apply(small_team(), {}, net::Context(stop));
  EXPECT_EQ(classify(report), RunClass::interrupted);
  EXPECT_GT(report.counts().not_started, 0U);
  account.events.on = nullptr;
  const auto rest = account.apply(small_team());
  EXPECT_TRUE(rest.succeeded()) << account.problems(rest);
  EXPECT_EQ(account.count("instance"), 1U);
  EXPECT_TRUE(account.plan(small_team()).plan.empty());
}

DesiredState many_volumes() {
  std::vector<Resource> volumes;
  for (int i = 0; i < 20; ++i) volumes.push_back(volume("v" + std::to_string(i)));
  return desired(volumes);
}

TEST(Executor, never_has_more_steps_at_work_than_allowed) {
  SimAccount account(SimAccount::unlimited(), 1, {.latency_min = 20ms, .latency_max = 20ms});
  account.options.parallelism = 3;
  std::size_t at_work = 0;
  std::size_t most = 0;
  account.meddler.before = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method == "POST") most = std::max(most, ++at_work);
    return std::nullopt;
  };
  account.meddler.after = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method == "POST") --at_work;
    return std::nullopt;
  };
  EXPECT_TRUE(account.apply(many_volumes()).succeeded());
  EXPECT_EQ(most, 3U);
}

TEST(Executor, works_on_while_other_steps_wait_for_the_account) {
  SimAccount account;
  account.options.parallelism = 2;
  const auto started = account.clock.now();
  EXPECT_TRUE(account.apply(many_volumes()).succeeded());
  EXPECT_LT(account.clock.now() - started, 30s) << "each volume takes ten seconds";
}

TEST(Executor, takes_one_step_after_the_other_when_asked_to) {
  SimAccount account;
  account.options.parallelism = 1;
  std::size_t running = 0;
  std::size_t most = 0;
  account.events.on = [&](const Event& event) {
    if (event.type == Event::Type::step_started) most = std::max(most, ++running);
    if (event.type == Event::Type::step_done) --running;
  };
  EXPECT_TRUE(account.apply(many_volumes()).succeeded());
  EXPECT_EQ(most, 1U);
}

TEST(Executor, shares_its_lists_among_all_who_wait) {
  SimAccount account;
  std::vector<Resource> volumes;
  for (int i = 0; i < 16; ++i) volumes.push_back(volume("v" + std::to_string(i)));
  std::size_t reads = 0;
  account.meddler.before = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method == "GET") ++reads;
    return std::nullopt;
  };
  const auto planned = account.plan(desired(volumes));
  reads = 0;
  EXPECT_TRUE(account.perform(planned.plan).succeeded());
  EXPECT_LE(reads, 12U);
}

TEST(Executor, a_lost_lease_stops_the_run) {
  SimAccount account;
  FailingLedger ledger(account.memory, 2, Errc::locked);
  account.ledger = &ledger;
  account.options.parallelism = 1;
  const auto report = account.apply(small_team());
  EXPECT_EQ(classify(report), RunClass::locked);
  EXPECT_GT(report.counts().not_started, 0U);
}

TEST(Executor, a_lease_that_cannot_be_renewed_ends_the_waits) {
  SimAccount account;
  FailingLedger ledger(account.memory, 1000, Errc::locked);
  ledger.refuses_renewal = true;
  account.ledger = &ledger;
  const auto started = account.clock.now();
  const auto report = account.apply(small_team());
  EXPECT_EQ(classify(report), RunClass::locked) << account.problems(report);
  EXPECT_LT(account.clock.now() - started, 1min);
}

TEST(Executor, a_stop_requested_before_the_run_starts_nothing) {
  SimAccount account;
  const auto stop = std::make_shared<net::StopFlag>();
  stop->request();
  const auto planned = account.plan(small_team());
  const auto report = account.perform(planned.plan, net::Context(stop));
  EXPECT_EQ(classify(report), RunClass::interrupted);
  EXPECT_EQ(report.counts().not_started, report.steps.size());
  EXPECT_TRUE(account.cloud.objects().empty());
}

TEST(Executor, a_name_taken_by_something_foreign_is_not_adopted) {
  SimAccount account;
  const auto planned = account.plan(desired({firewall("f", {})}));
  ASSERT_TRUE(
      run(account.clock, account.client.create_firewall(net::Context(), {"f", "CANADA-1", {}})));
  const auto report = account.perform(planned.plan);
  EXPECT_EQ(classify(report), RunClass::partial);
  EXPECT_TRUE(value(run(account.clock, account.memory.recorded())).resources.empty());
  EXPECT_TRUE(value(run(account.clock, account.memory.recorded())).open_intents.empty());
}

TEST(Executor, a_thing_that_changed_since_the_plan_makes_its_step_stale) {
  SimAccount account;
  ASSERT_TRUE(account.apply(desired({firewall("f", {rule(22)})})).succeeded());
  const auto planned = account.plan(desired({firewall("f", {rule(22), rule(80)})}));
  const auto live = account.observe();
  ASSERT_TRUE(run(account.clock, account.client.add_firewall_rule(
                                     net::Context(), live.firewalls[0].id, rule(9999))));
  const auto report = account.perform(planned.plan);
  EXPECT_EQ(classify(report), RunClass::stale) << account.problems(report);
  EXPECT_EQ(account.observe().firewalls[0].rules.size(), 2U);
}

}  // namespace
}  // namespace muster::testing
