#include "controller/cli/live_progress.hpp"

#include "api/net/sim_clock.hpp"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

/// What a terminal would show: cursor-up and erase-line applied.
std::string screen_of(const std::string& output) {
  std::vector<std::string> lines = {""};
  for (std::size_t i = 0; i < output.size(); ++i) {
    if (output.compare(i, 4, "\033[1A") == 0) {
      lines.pop_back();
      i += 3;
    } else if (output.compare(i, 4, "\033[2K") == 0) {
      lines.back().clear();
      i += 3;
    } else if (output[i] == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += output[i];
    }
  }
  std::string screen;
  for (const auto& line : lines) screen += line + "\n";
  return screen;
}

class Live : public ::testing::Test {
 protected:
  Event event(Event::Type type, std::size_t step, std::string message = "") {
    return {.type = type,
            .step = step,
            .ended = ended,
            .total = 2,
            .resource = {Kind::volume, "v" + std::to_string(step)},
            .operation = "create",
            .expected = std::chrono::seconds(20),
            .message = std::move(message)};
  }
  std::string screen() {
    output += ::testing::internal::GetCapturedStdout();
    ::testing::internal::CaptureStdout();
    return screen_of(output);
  }

  void SetUp() override { ::testing::internal::CaptureStdout(); }
  void TearDown() override { ::testing::internal::GetCapturedStdout(); }

  net::SimClock clock;
  LiveProgress live{false, clock};
  std::size_t ended = 0;
  std::string output;
};

TEST_F(Live, shows_the_steps_under_way_below_a_bar) {
  live.on_event(
      {.type = Event::Type::run_started, .total = 2, .expected = std::chrono::seconds(40)});
  live.on_event(event(Event::Type::step_started, 0));
  live.on_event(event(Event::Type::waiting, 0, "creating"));
  const auto seen = screen();
  EXPECT_NE(seen.find("] 0 of 2, 0.0s of about 40s"), std::string::npos) << seen;
  EXPECT_NE(seen.find("  Volume/v0: create: 0.0s of about 20s, creating"), std::string::npos)
      << seen;
}

TEST_F(Live, moves_while_nothing_happens) {
  live.on_event(
      {.type = Event::Type::run_started, .total = 2, .expected = std::chrono::seconds(40)});
  live.on_event(event(Event::Type::step_started, 0));
  ASSERT_TRUE(clock.run(clock.sleep_for(std::chrono::seconds(5))));
  live.tick();
  EXPECT_NE(screen().find("create: 5.0s of about 20s"), std::string::npos);
}

TEST_F(Live, what_has_ended_stays_above_and_the_block_goes) {
  live.on_event(
      {.type = Event::Type::run_started, .total = 2, .expected = std::chrono::seconds(40)});
  live.on_event(event(Event::Type::step_started, 0));
  live.on_event(event(Event::Type::step_started, 1));
  ended = 1;
  live.on_event(event(Event::Type::step_done, 0));
  ended = 2;
  live.on_event(event(Event::Type::step_failed, 1, "no credit"));
  live.on_event({.type = Event::Type::run_finished, .ended = 2, .total = 2});
  EXPECT_EQ(
      screen(),
      "[1/2] Volume/v0: create: done in 0.0s\n[2/2] Volume/v1: create: FAILED: no credit\n\n");
}

/// Two volumes, then a machine that needs both, then its address.
Plan chain() {
  Plan plan;
  plan.steps.resize(4);
  for (const std::size_t i : {0U, 1U}) {
    plan.steps[i].resource = {Kind::volume, "v" + std::to_string(i)};
    plan.steps[i].operation = CreateVolume{};
  }
  for (const std::size_t i : {2U, 3U}) plan.steps[i].resource = {Kind::virtual_machine, "trainer"};
  plan.steps[2].operation = DeployInstance{};
  plan.steps[2].needs = {0, 1};
  plan.steps[3].operation = TogglePublicIp{true};
  plan.steps[3].needs = {2};
  return plan;
}

TEST_F(Live, says_what_comes_next_and_what_it_waits_for) {
  const Plan plan = chain();
  live.on_plan(plan);
  live.on_event(
      {.type = Event::Type::run_started, .total = 4, .expected = std::chrono::seconds(40)});
  live.on_event(event(Event::Type::step_started, 0));
  live.on_event(event(Event::Type::step_started, 1));
  auto seen = screen();
  EXPECT_NE(seen.find("VirtualMachine/trainer: deploy: waits for Volume/v0, Volume/v1\n"),
            std::string::npos)
      << seen;
  EXPECT_NE(seen.find("... and 1 more step waits\n"), std::string::npos) << seen;
  live.on_event(event(Event::Type::step_done, 0));
  seen = screen();
  EXPECT_NE(seen.find("deploy: waits for Volume/v1\n"), std::string::npos) << seen;
}

TEST_F(Live, a_word_in_between_leaves_the_bar_as_it_is) {
  live.on_event(
      {.type = Event::Type::run_started, .total = 2, .expected = std::chrono::seconds(40)});
  ended = 1;
  live.on_event(event(Event::Type::step_started, 1));
  live.on_event({.type = Event::Type::notice, .message = "the API asks for patience"});
  const auto seen = screen();
  EXPECT_NE(seen.find("the API asks for patience\n"), std::string::npos) << seen;
  EXPECT_NE(seen.find("] 1 of 2"), std::string::npos) << seen;
}

}  // namespace
}  // namespace muster::cli
