// What a run says: lines of events, the summary, the exit codes.

#include "controller/cli/exit_code.hpp"
#include "controller/cli/phrases.hpp"
#include "controller/cli/summary.hpp"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

using namespace std::chrono_literals;

TEST(ClockFace, is_short_and_exact_enough) {
  struct Case {
    Duration duration;
    const char* face;
  };
  for (const auto& c : {Case{0ms, "0.0s"}, Case{1250ms, "1.2s"}, Case{12s, "12s"},
                        Case{185s, "3m05s"}, Case{2h, "120m00s"}})
    EXPECT_EQ(clock_face(c.duration), c.face);
}

TEST(EventLine, tells_what_happened_to_which_resource) {
  Event event{.type = Event::Type::step_failed,
              .step = 2,
              .ended = 3,
              .total = 9,
              .resource = {Kind::volume, "data"},
              .operation = "create",
              .message = "no credit"};
  EXPECT_EQ(event_line(event), "[3/9] Volume/data: create: FAILED: no credit");
  event.message = "no\x1b[2J\ncredit";
  EXPECT_EQ(event_line(event), "[3/9] Volume/data: create: FAILED: no?[2J?credit");
  event.type = Event::Type::step_done;
  event.elapsed = 4s;
  EXPECT_EQ(event_line(event), "[3/9] Volume/data: create: done in 4.0s");
}

struct Run {
  Plan plan;
  Report report;
};

/// Two volumes to make, each by one step.
Run run_of(StepStatus first, StepStatus second) {
  Run run;
  for (const auto* name : {"one", "two"}) {
    const ResourceKey key{Kind::volume, name};
    run.plan.changes.push_back(
        {.key = key, .action = Action::create, .steps = {run.plan.steps.size()}});
    run.plan.steps.push_back({.resource = key, .operation = CreateVolume{name, {}}});
  }
  run.report.steps = {{.status = first}, {.status = second}};
  return run;
}

TEST(Summary, of_a_success_is_one_line) {
  const auto run = run_of(StepStatus::done, StepStatus::done);
  EXPECT_EQ(summary(run.plan, run.report, "apply"),
            "\nApply complete: 2 added, 0 changed, 0 destroyed in 0.0s.\n");
}

TEST(Summary, of_a_failure_says_what_failed_and_how_to_go_on) {
  auto run = run_of(StepStatus::done, StepStatus::failed);
  run.report.steps[1].error = Error(Errc::payment_required, "not enough credit");
  const auto text = summary(run.plan, run.report, "apply");
  EXPECT_NE(text.find("Apply incomplete: 1 added"), std::string::npos) << text;
  EXPECT_NE(text.find("Volume/two: create: not enough credit"), std::string::npos) << text;
  EXPECT_NE(text.find("muster apply"), std::string::npos) << text;
}

TEST(Summary, a_resource_counts_only_when_all_its_steps_are_done) {
  auto run = run_of(StepStatus::done, StepStatus::skipped);
  run.plan.changes[0].steps = {0, 1};
  run.plan.changes.pop_back();
  EXPECT_NE(summary(run.plan, run.report, "apply").find("0 added"), std::string::npos);
}

TEST(ExitCode, of_an_error_says_its_class) {
  struct Case {
    Errc code;
    int exit;
  };
  for (const auto& c : {Case{Errc::unauthorized, 3}, Case{Errc::denied, 5}, Case{Errc::stale, 6},
                        Case{Errc::locked, 7}, Case{Errc::no_capacity, 8},
                        Case{Errc::invalid_input, 64}, Case{Errc::invalid_manifest, 65},
                        Case{Errc::cancelled, 130}, Case{Errc::connect_failed, 1}})
    EXPECT_EQ(exit_code(c.code), c.exit) << to_string(c.code);
}

TEST(ExitCode, of_a_run_says_its_class) {
  struct Case {
    RunClass outcome;
    int exit;
  };
  for (const auto& c :
       {Case{RunClass::ok, 0}, Case{RunClass::error, 1}, Case{RunClass::authentication, 3},
        Case{RunClass::partial, 4}, Case{RunClass::stale, 6}, Case{RunClass::locked, 7},
        Case{RunClass::no_capacity, 8}, Case{RunClass::deadline, 9},
        Case{RunClass::interrupted, 130}})
    EXPECT_EQ(exit_code(c.outcome), c.exit);
}

}  // namespace
}  // namespace muster::cli
