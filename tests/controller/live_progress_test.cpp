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

}  // namespace
}  // namespace muster::cli
