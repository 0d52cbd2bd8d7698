// An apply that is stopped in the middle, politely or not, and the one after it.

#include "tests/e2e/support/world.hpp"

#include <set>
#include <signal.h>

namespace muster::e2e {
namespace {

constexpr int volume_count = 30;

class Interrupts : public EndToEnd {
 protected:
  Interrupts() {
    start_sandbox({"--time-scale", "50", "--latency", "20ms"});
    std::string text;
    for (int i = 0; i < volume_count; ++i)
      text += "---\napiVersion: muster/v1\nkind: Volume\nmetadata: {name: v" + std::to_string(i) +
              "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n";
    write("volumes.yaml", text);
  }

  /// Starts an apply and signals it at its first call.
  Finished interrupted(int signal) {
    auto apply = start_muster({"apply", "--auto-approve", "--parallelism", "4", "-o", "json"});
    EXPECT_TRUE(apply->wait_for_output("call_sent"));
    apply->signal(signal);
    return apply->wait();
  }

  void every_volume_is_there_once() {
    std::set<std::string> names;
    for (const auto& row : rows("volumes"))
      EXPECT_TRUE(names.insert(row["volume_name"]).second)
          << row["volume_name"] << " is there twice";
    EXPECT_EQ(names.size(), static_cast<std::size_t>(volume_count));
  }
};

TEST_F(Interrupts, sigint_leaves_a_consistent_ledger_and_exits_130) {
  EXPECT_EQ(interrupted(SIGINT).exit, 130);
  EXPECT_LT(rows("volumes").size(), static_cast<std::size_t>(volume_count));
  apply_and_settle();
  every_volume_is_there_once();
}

TEST_F(Interrupts, what_was_interrupted_did_not_fail) {
  const auto apply = interrupted(SIGINT);
  EXPECT_NE(apply.out.find("step_interrupted"), std::string::npos) << apply.out;
  EXPECT_EQ(apply.out.find("step_failed"), std::string::npos) << apply.out;
}

TEST_F(Interrupts, sigterm_exits_143) {
  EXPECT_EQ(interrupted(SIGTERM).exit, 143);
}

TEST_F(Interrupts, sigkill_is_harmless) {
  EXPECT_EQ(interrupted(SIGKILL).exit, 128 + SIGKILL);
  apply_and_settle();
  every_volume_is_there_once();
}

TEST_F(Interrupts, a_second_apply_meanwhile_is_refused_with_exit_7) {
  auto first = start_muster({"apply", "--auto-approve", "--parallelism", "1", "-o", "json"});
  ASSERT_TRUE(first->wait_for_output("step_done"));
  const auto second = muster({"apply", "--auto-approve"});
  EXPECT_EQ(second.exit, 7) << second.out << second.err;
  EXPECT_EQ(first->wait().exit, 0);
  every_volume_is_there_once();
}

}  // namespace
}  // namespace muster::e2e
