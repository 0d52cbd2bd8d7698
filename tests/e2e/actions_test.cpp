// Actions on one thing by hand: `vm ...`, `volume clone`, `script delete`.

#include "tests/e2e/support/fleet.hpp"

#include <signal.h>

namespace muster::e2e {
namespace {

class Actions : public Fleet {
 protected:
  Finished act(std::vector<std::string> arguments) {
    arguments.emplace_back("--auto-approve");
    return muster(std::move(arguments));
  }
  std::string history() { return muster({"history", "-o", "json"}).out; }
};

TEST_F(Actions, change_the_power_of_a_machine_that_nobody_manages) {
  start_fast_sandbox();
  deploy_foreign("box");
  const auto steps =
      std::to_array<std::pair<const char*, const char*>>({{"stop", "SHUTOFF"},
                                                          {"start", "ACTIVE"},
                                                          {"reboot", "ACTIVE"},
                                                          {"hibernate", "HIBERNATED"},
                                                          {"restore", "ACTIVE"}});
  for (const auto& [verb, state] : steps) {
    const auto run = act({"vm", verb, "box"});
    EXPECT_EQ(run.exit, 0) << verb << "\n" << run.out << run.err;
    EXPECT_EQ(state_of("box"), state) << verb;
    EXPECT_NE(run.out.find("Done in"), std::string::npos) << run.out;
  }
  EXPECT_EQ(act({"vm", "delete", "box"}).exit, 0);
  EXPECT_EQ(state_of("box"), "gone");
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster")) << "no ledger is made for that";
}

TEST_F(Actions, say_beforehand_what_they_cost_and_what_is_lost) {
  start_fast_sandbox();
  deploy_foreign("box");
  const auto stopped = act({"vm", "stop", "box"});
  EXPECT_NE(stopped.out.find("stopping saves nothing"), std::string::npos) << stopped.out;
  act({"vm", "start", "box"});
  const auto asleep = act({"vm", "hibernate", "box"});
  EXPECT_NE(asleep.out.find("1.19 USD -> 0.01 USD per hour"), std::string::npos) << asleep.out;
  EXPECT_NE(asleep.out.find("ephemeral disk is lost"), std::string::npos) << asleep.out;
}

TEST_F(Actions, ask_first_and_do_nothing_without_a_terminal_to_ask_on) {
  start_fast_sandbox();
  deploy_foreign("box");
  const auto run = muster({"vm", "delete", "box"});
  EXPECT_EQ(run.exit, 64);
  EXPECT_NE(run.err.find("--auto-approve"), std::string::npos) << run.err;
  EXPECT_EQ(state_of("box"), "ACTIVE");
}

TEST_F(Actions, in_the_wrong_state_are_refused_with_what_to_do) {
  start_fast_sandbox();
  deploy_foreign("box");
  act({"vm", "stop", "box"});
  const auto run = act({"vm", "hibernate", "box"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("muster vm start box"), std::string::npos) << run.err;
  const auto again = act({"vm", "stop", "box"});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_NE(again.out.find("nothing to do"), std::string::npos) << again.out;
  const auto unknown = act({"vm", "stop", "bx"});
  EXPECT_EQ(unknown.exit, 1);
  EXPECT_NE(unknown.err.find("did you mean box?"), std::string::npos) << unknown.err;
}

TEST_F(Actions, on_a_managed_machine_are_written_into_the_ledger_and_are_drift) {
  start_fast_sandbox();
  want_fleet("  powerState: Active\n");
  apply_and_settle();
  const auto run = act({"vm", "stop", "trainer"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  EXPECT_NE(run.out.find("drift from powerState: Active"), std::string::npos) << run.out;
  EXPECT_NE(history().find("stop_instance"), std::string::npos);
  EXPECT_EQ(muster({"diff", "--detailed-exitcode"}).exit, 2);
  apply_and_settle();
  EXPECT_EQ(state_of("trainer"), "ACTIVE");
}

TEST_F(Actions, that_delete_a_managed_machine_end_its_record_and_keep_its_volumes) {
  start_fast_sandbox();
  want_fleet();
  apply_and_settle();
  const auto run = act({"vm", "delete", "trainer"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  EXPECT_NE(muster({"why", "vm/trainer"}).out.find("is not muster's any more"), std::string::npos);
  EXPECT_EQ(rows("volumes").size(), 1U);
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 2) << "its manifest still wants it";
  apply_and_settle();
}

TEST_F(Actions, never_delete_what_is_protected) {
  start_fast_sandbox();
  want_fleet("  lifecycle: {protect: true}\n");
  apply_and_settle();
  const auto run = act({"vm", "delete", "trainer"});
  EXPECT_EQ(run.exit, 5) << run.out << run.err;
  EXPECT_NE(run.err.find("protect"), std::string::npos) << run.err;
  EXPECT_EQ(state_of("trainer"), "ACTIVE");
}

TEST_F(Actions, without_waiting_return_when_the_account_has_accepted_it) {
  start_fast_sandbox({}, "100");
  deploy_foreign("box");
  const auto run = act({"vm", "hibernate", "box", "--no-wait"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("Accepted"), std::string::npos) << run.out;
  wait_for_state("box", "HIBERNATED");
}

TEST_F(Actions, that_take_too_long_exit_with_9_and_go_on_in_the_account) {
  start_fast_sandbox({}, "100");
  deploy_foreign("box");
  const auto run = act({"vm", "hibernate", "box", "--timeout", "1s"});
  EXPECT_EQ(run.exit, 9) << run.out << run.err;
  EXPECT_NE(run.out.find("The account goes on"), std::string::npos) << run.out;
  wait_for_state("box", "HIBERNATED");
  EXPECT_EQ(act({"vm", "stop", "box", "--timeout", "soon"}).exit, 64);
}

TEST_F(Actions, that_are_interrupted_exit_with_130) {
  start_fast_sandbox({}, "100");
  deploy_foreign("box");
  const auto running = start_muster({"vm", "hibernate", "box", "--auto-approve", "-o", "json"});
  ASSERT_TRUE(running->wait_for_output("call_sent"));
  running->signal(SIGINT);
  const auto run = running->wait();
  EXPECT_EQ(run.exit, 130) << run.out << run.err;
}

TEST_F(Actions, on_a_managed_machine_wait_for_nobody_who_has_the_lock) {
  start_fast_sandbox({"--latency", "20ms"});
  want_fleet();
  apply_and_settle();
  for (int i = 0; i < 20; ++i)
    write("v" + std::to_string(i) + ".yaml",
          "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: v" + std::to_string(i) +
              "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  auto first = start_muster({"apply", "--auto-approve", "--parallelism", "1", "-o", "json"});
  ASSERT_TRUE(first->wait_for_output("step_done"));
  EXPECT_EQ(act({"vm", "stop", "trainer"}).exit, 7);
  EXPECT_EQ(first->wait().exit, 0);
}

TEST_F(Actions, give_up_no_gpus_that_may_not_come_back_unless_told_to) {
  write("stock.txt", "CANADA-1 L40 1\n");
  start_sandbox(
      {"--time-scale", "2000", "--credit", "100000", "--stock", (folder / "stock.txt").string()});
  deploy_foreign("box");
  const auto refused = act({"vm", "hibernate", "box"});
  EXPECT_EQ(refused.exit, 8) << refused.out << refused.err;
  EXPECT_NE(refused.err.find("--accept-scarcity"), std::string::npos) << refused.err;
  EXPECT_EQ(state_of("box"), "ACTIVE");
  EXPECT_EQ(act({"vm", "hibernate", "box", "--accept-scarcity"}).exit, 0);
  deploy_foreign("other");
  const auto restore = act({"vm", "restore", "box"});
  EXPECT_EQ(restore.exit, 8) << restore.out << restore.err;
  EXPECT_NE(restore.err.find("1 x L40 in CANADA-1"), std::string::npos) << restore.err;
}

TEST_F(Actions, clone_a_volume) {
  start_fast_sandbox();
  create_foreign_volume("fast", 1000, "advanced");
  create_foreign_volume("slow", 100);
  const auto run = act({"volume", "clone", "fast", "copy"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  const auto volumes = rows("volumes");
  EXPECT_EQ(volumes.size(), 3U);
  EXPECT_EQ(act({"volume", "clone", "fast", "copy"}).exit, 1) << "the name is taken";
  const auto nameless = act({"volume", "clone", "fast", ""});
  EXPECT_EQ(nameless.exit, 64);
  EXPECT_NE(nameless.err.find("a name that is not empty"), std::string::npos) << nameless.err;
  const auto legacy = act({"volume", "clone", "slow", "other"});
  EXPECT_EQ(legacy.exit, 1);
  EXPECT_NE(legacy.err.find("advanced tier"), std::string::npos) << legacy.err;
}

TEST_F(Actions, of_a_clone_of_a_managed_volume_the_ledger_knows_and_owns_nothing) {
  start_fast_sandbox();
  write("fast.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: fast}\n"
        "spec: {tier: advanced, region: FIN-01, type: NVMe, size: 100GB}\n");
  apply_and_settle();
  const auto run = act({"volume", "clone", "fast", "copy"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  EXPECT_NE(history().find("clone_volume"), std::string::npos);
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 0) << "the copy is nobody's";
}

TEST_F(Actions, delete_several_scripts_in_one_call) {
  start_fast_sandbox();
  for (const auto* name : {"a", "b", "c"})
    api("POST", "/scripts/", {{"name", name}, {"script", "#!/bin/sh\n"}});
  const auto unknown = act({"script", "delete", "a", "x"});
  EXPECT_EQ(unknown.exit, 1) << unknown.out;
  EXPECT_EQ(rows("scripts").size(), 3U);
  const auto run = act({"script", "delete", "a", "b"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  EXPECT_NE(run.out.find("0 to change, 2 to destroy"), std::string::npos) << run.out;
  EXPECT_EQ(rows("scripts").size(), 1U);
  EXPECT_EQ(act({"script", "delete", "c"}).exit, 0);
  EXPECT_EQ(rows("scripts").size(), 0U);
}

}  // namespace
}  // namespace muster::e2e
