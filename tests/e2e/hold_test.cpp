// A power state by hand that holds against manifest and schedules.

#include "tests/e2e/support/fleet.hpp"

namespace muster::e2e {
namespace {

class Hold : public Fleet {
 protected:
  Finished vm(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "vm");
    arguments.emplace_back("--auto-approve");
    return muster(std::move(arguments));
  }
  int changes() { return muster({"plan", "--detailed-exitcode"}).exit; }
};

TEST_F(Hold, keeps_plans_off_a_machine_for_its_time) {
  start_fast_sandbox();
  want_fleet("  powerState: Active\n");
  apply_and_settle();
  const auto asleep = vm({"hibernate", "trainer", "--hold", "3h"});
  EXPECT_EQ(asleep.exit, 0) << asleep.out << asleep.err;
  EXPECT_NE(asleep.out.find("it is held Hibernated"), std::string::npos) << asleep.out;
  EXPECT_EQ(asleep.out.find("drift"), std::string::npos) << asleep.out;
  EXPECT_EQ(changes(), 0) << "it is wanted as it is held";
  EXPECT_EQ(muster({"apply", "--auto-approve"}).exit, 0);
  EXPECT_EQ(state_of("trainer"), "HIBERNATED");
  EXPECT_NE(muster({"history", "-o", "json"}).out.find("Hibernated until 20"), std::string::npos);
  const auto over = vm({"hibernate", "trainer", "--hold", "0s"});
  EXPECT_EQ(over.exit, 0) << over.out << over.err;
  EXPECT_EQ(changes(), 2) << "the manifest counts again";
  apply_and_settle();
  EXPECT_EQ(state_of("trainer"), "ACTIVE");
}

TEST_F(Hold, is_written_down_even_if_the_machine_is_so_already) {
  start_fast_sandbox();
  want_fleet("  powerState: Hibernated\n");
  apply_and_settle();
  EXPECT_EQ(vm({"restore", "trainer"}).exit, 0);
  EXPECT_EQ(changes(), 2) << "without a hold this is drift";
  const auto run = vm({"restore", "trainer", "--hold", "3h"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  EXPECT_NE(run.out.find("it is held Active"), std::string::npos) << run.out;
  muster({"apply", "--auto-approve"});
  EXPECT_EQ(state_of("trainer"), "ACTIVE");
  EXPECT_EQ(changes(), 0);
}

TEST_F(Hold, is_refused_where_it_means_nothing) {
  start_fast_sandbox();
  deploy_foreign("box");
  const auto foreign = vm({"stop", "box", "--hold", "3h"});
  EXPECT_EQ(foreign.exit, 64) << foreign.err;
  EXPECT_NE(foreign.err.find("Leave --hold out"), std::string::npos) << foreign.err;
  EXPECT_EQ(state_of("box"), "ACTIVE");
  const auto senseless = vm({"stop", "box", "--hold", "long"});
  EXPECT_EQ(senseless.exit, 64);
  EXPECT_NE(senseless.err.find("such as 3h"), std::string::npos) << senseless.err;
}

}  // namespace
}  // namespace muster::e2e
