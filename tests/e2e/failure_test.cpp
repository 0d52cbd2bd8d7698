// What goes wrong around muster: keys, networks, faults of the API.

#include "tests/e2e/support/world.hpp"

namespace muster::e2e {
namespace {

/// Volumes are independent of each other: a failing one holds up nothing.
std::string volumes(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += "---\napiVersion: muster/v1\nkind: Volume\nmetadata: {name: v" + std::to_string(i) +
            "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n";
  return text;
}

class Failures : public EndToEnd {};

TEST_F(Failures, a_wrong_key_exits_3_and_is_never_printed) {
  start_sandbox({"--api-key", "the-right-one"});
  write("volumes.yaml", volumes(1));
  environment["MUSTER_API_KEY"] = "hunter2-wrong";
  const std::vector<std::vector<std::string>> verbs = {{"plan"}, {"apply", "--auto-approve"}};
  for (const auto& verb : verbs) {
    const auto run = muster(verb);
    EXPECT_EQ(run.exit, 3) << run.err;
    EXPECT_NE(run.err.find("MUSTER_API_KEY"), std::string::npos) << run.err;
    EXPECT_EQ((run.out + run.err).find("hunter2"), std::string::npos);
  }
}

TEST_F(Failures, no_key_exits_3_and_says_where_to_put_one) {
  environment.erase("MUSTER_API_KEY");
  environment["MUSTER_ENDPOINT"] = "http://127.0.0.1:1/api";
  write("volumes.yaml", volumes(1));
  const auto run = muster({"plan"});
  EXPECT_EQ(run.exit, 3) << run.err;
  EXPECT_NE(run.err.find("MUSTER_API_KEY"), std::string::npos) << run.err;
}

TEST_F(Failures, an_unreachable_endpoint_is_one_clear_sentence) {
  environment["MUSTER_ENDPOINT"] = "http://127.0.0.1:1/api";
  write("volumes.yaml", volumes(1));
  const auto run = muster({"plan"});
  EXPECT_EQ(run.exit, 1) << run.err;
  EXPECT_NE(run.err.find("127.0.0.1"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("refused"), std::string::npos) << run.err;
}

TEST_F(Failures, invalid_manifests_exit_65_and_call_nothing) {
  environment["MUSTER_ENDPOINT"] = "http://127.0.0.1:1/api";
  write("volumes.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: v}\nspec: {teir: legacy}\n");
  for (const auto* verb : {"validate", "plan", "apply"}) {
    const auto run = muster({verb});
    EXPECT_EQ(run.exit, 65) << verb << run.err;
    EXPECT_NE(run.err.find("volumes.yaml:4:"), std::string::npos) << run.err;
    EXPECT_NE(run.err.find("did you mean"), std::string::npos) << run.err;
  }
}

TEST_F(Failures, a_partial_failure_exits_4_and_the_next_apply_finishes_the_job) {
  start_sandbox({"--time-scale", "1000", "--credit", "100000"});
  write("volumes.yaml", volumes(3));
  // A foreign volume is in the way of nothing, but this machine's model does not exist where it is
  // wanted.
  const std::string machine =
      "---\napiVersion: muster/v1\nkind: SSHKey\nmetadata: {name: k}\nspec: {publicKey: "
      "ssh-ed25519 AAAAC3Nz k}\n"
      "---\napiVersion: muster/v1\nkind: VirtualMachine\nmetadata: {name: m}\nspec:\n  tier: "
      "legacy\n"
      "  region: CANADA-1\n  gpu: {model: MODEL, count: 1}\n  sshKeys: [k]\n"
      "  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}\n";
  const auto with_model = [&](const std::string& model) {
    auto text = machine;
    text.replace(text.find("MODEL"), 5, model);
    write("machine.yaml", text);
  };
  with_model("Z9000");
  const auto failed = muster({"apply", "--auto-approve"});
  EXPECT_EQ(failed.exit, 4) << failed.out << failed.err;
  EXPECT_EQ(rows("volumes").size(), 3U) << "independent branches go on";
  EXPECT_NE(failed.out.find("  VirtualMachine/m: deploy: POST "), std::string::npos)
      << "the step is named once: " << failed.out;

  with_model("RTX-A6000");
  apply_and_settle();
  EXPECT_EQ(rows("instances").size(), 1U);
}

TEST_F(Failures, lost_answers_never_make_a_duplicate) {
  start_sandbox({"--time-scale", "1000", "--seed", "7", "--state", "state.jsonl", "--fault",
                 "reset-after=0.2", "--fault", "truncate=0.1"});
  write("volumes.yaml", volumes(6));
  for (int attempt = 0; attempt < 20; ++attempt)
    if (muster({"apply", "--auto-approve"}).exit == 0) break;
  start_sandbox({"--time-scale", "1000", "--state", "state.jsonl"});
  ASSERT_EQ(muster({"ledger", "set-endpoint", endpoint}).exit, 0);
  apply_and_settle();
  EXPECT_EQ(rows("volumes").size(), 6U);
}

TEST_F(Failures, the_sandbox_remembers_across_a_restart) {
  start_sandbox({"--time-scale", "1000", "--state", "state.jsonl"});
  write("volumes.yaml", volumes(3));
  apply_and_settle();
  const auto before = rows("volumes");
  start_sandbox({"--time-scale", "1000", "--state", "state.jsonl"});
  EXPECT_EQ(rows("volumes"), before);
  ASSERT_EQ(muster({"ledger", "set-endpoint", endpoint}).exit, 0);
  const auto plan = muster({"plan", "--detailed-exitcode"});
  EXPECT_EQ(plan.exit, 0) << plan.out;
}

}  // namespace
}  // namespace muster::e2e
