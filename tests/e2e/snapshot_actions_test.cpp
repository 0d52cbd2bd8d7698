// Snapshots and images by hand: `snapshot ...` and `image ...`.

#include "tests/e2e/support/fleet.hpp"

namespace muster::e2e {
namespace {

class SnapshotActions : public Fleet {
 protected:
  Finished act(std::vector<std::string> arguments) {
    arguments.emplace_back("--auto-approve");
    return muster(std::move(arguments));
  }
};

TEST_F(SnapshotActions, go_from_a_machine_to_an_image_and_back) {
  start_fast_sandbox();
  deploy_foreign("box");
  const auto taken =
      act({"snapshot", "create", "box", "before", "--description", "as it was delivered"});
  EXPECT_EQ(taken.exit, 0) << taken.out << taken.err;
  EXPECT_NE(taken.out.find("shut off while the snapshot is taken"), std::string::npos) << taken.out;
  ASSERT_EQ(rows("snapshots").size(), 1U);
  EXPECT_EQ(rows("snapshots")[0]["description"], "as it was delivered");
  const auto made = act({"image", "create", "before", "base"});
  EXPECT_EQ(made.exit, 0) << made.out << made.err;
  const auto second = act({"image", "create", "before", "other"});
  EXPECT_EQ(second.exit, 1);
  EXPECT_NE(second.err.find("muster image delete base"), std::string::npos) << second.err;
  const auto restored = act({"snapshot", "restore", "before", "box-2"});
  EXPECT_EQ(restored.exit, 0) << restored.out << restored.err;
  EXPECT_EQ(state_of("box-2"), "ACTIVE");
  EXPECT_EQ(act({"snapshot", "restore", "before", "box-2"}).exit, 1) << "the name is taken";
  EXPECT_EQ(act({"image", "delete", "base"}).exit, 0);
  EXPECT_EQ(rows("images").size(), 0U);
  const auto deleted = act({"snapshot", "delete", "before"});
  EXPECT_EQ(deleted.exit, 0) << deleted.out << deleted.err;
  EXPECT_EQ(rows("snapshots").size(), 0U);
}

TEST_F(SnapshotActions, make_no_machine_whose_gpus_are_not_free) {
  write("stock.txt", "CANADA-1 L40 2\n");
  start_sandbox(
      {"--time-scale", "2000", "--credit", "100000", "--stock", (folder / "stock.txt").string()});
  deploy_foreign("box");
  ASSERT_EQ(act({"snapshot", "create", "box", "before"}).exit, 0);
  const auto first = act({"snapshot", "restore", "before", "box-2"});
  EXPECT_EQ(first.exit, 0) << first.out << first.err;
  EXPECT_NE(first.out.find("Stock: enough for 1 x L40 in CANADA-1 (1 free)"), std::string::npos)
      << first.out;
  const auto second = act({"snapshot", "restore", "before", "box-3"});
  EXPECT_EQ(second.exit, 8) << second.out << second.err;
  EXPECT_NE(second.err.find("VirtualMachine/box-3 needs 1 x L40 in CANADA-1, and none is free"),
            std::string::npos)
      << second.err;
  EXPECT_EQ(rows("instances").size(), 2U);
}

TEST_F(SnapshotActions, ask_the_api_which_machines_it_takes) {
  start_fast_sandbox();
  deploy_foreign("box");
  act({"vm", "stop", "box"});
  const auto run = act({"snapshot", "create", "box", "before"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("only a machine that runs"), std::string::npos) << run.err;
}

TEST_F(SnapshotActions, of_a_managed_machine_are_in_its_history_and_nobodys) {
  start_fast_sandbox();
  want_fleet();
  apply_and_settle();
  EXPECT_EQ(act({"snapshot", "create", "trainer", "before"}).exit, 0);
  const auto history = muster({"history", "vm/trainer", "-o", "json"}).out;
  EXPECT_NE(history.find("create_snapshot"), std::string::npos) << history;
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 0);
}

TEST_F(SnapshotActions, are_billed_by_size_until_the_snapshot_is_deleted) {
  start_fast_sandbox();
  deploy_foreign("box");
  ASSERT_EQ(act({"snapshot", "create", "box", "before"}).exit, 0);
  const auto bill = [&] {
    const auto run = muster({"billing", "snapshots", "-o", "json"});
    EXPECT_EQ(run.exit, 0) << run.err;
    return nlohmann::json::parse(run.out)["items"];
  };
  const auto running = bill();
  ASSERT_EQ(running.size(), 1U) << running;
  EXPECT_EQ(running[0]["name"], "before");
  EXPECT_EQ(running[0]["snapshotId"], rows("snapshots")[0]["snapshot_id"]);
  EXPECT_EQ(running[0]["sizeGb"], 100);
  EXPECT_EQ(running[0]["perMinute"], "0.00167") << "0.10 an hour for 100 GB";
  EXPECT_TRUE(running[0]["to"].is_null());
  ASSERT_EQ(act({"snapshot", "delete", "before"}).exit, 0);
  const auto ended = bill();
  ASSERT_EQ(ended.size(), 1U) << "what was paid stays in the books";
  EXPECT_TRUE(ended[0]["to"].is_string()) << ended;
}

TEST_F(SnapshotActions, are_related_by_the_api_when_the_lists_do_not_tell) {
  start_fast_sandbox();
  deploy_foreign("box");
  for (const auto* name : {"one", "two"}) {
    ASSERT_EQ(act({"snapshot", "create", "box", name}).exit, 0);
    ASSERT_EQ(act({"image", "create", name, std::string("of-") + name}).exit, 0);
  }
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\n"
        "spec: {api: {contract: contract.yaml}}\n");
  write("contract.yaml", "names: {image.snapshot: [made_of]}\n");
  const auto run = muster({"get", "images", "-o", "json"});
  ASSERT_EQ(run.exit, 0) << run.err;
  const auto images = nlohmann::json::parse(run.out)["items"];
  ASSERT_EQ(images.size(), 2U);
  for (const auto& image : images)
    EXPECT_EQ("of-" + image["snapshot"].get<std::string>(), image["name"].get<std::string>())
        << image;
}

}  // namespace
}  // namespace muster::e2e
