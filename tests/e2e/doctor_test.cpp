// `muster doctor`: what it finds, and how it exits.

#include "tests/e2e/support/world.hpp"

namespace muster::e2e {
namespace {

class Doctor : public EndToEnd {
 protected:
  std::string health_of(const std::string& name, const Finished& run) {
    const auto document = nlohmann::json::parse(run.out);
    for (const auto& check : document["checks"])
      if (check["name"] == name) return check["health"];
    return "";
  }
  Finished doctor() { return muster({"doctor", "-o", "json"}); }
  void write_volume() {
    write("volume.yaml",
          "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: v}\n"
          "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  }
};

TEST_F(Doctor, finds_nothing_wrong_before_and_after_an_apply) {
  start_sandbox({"--time-scale", "1000"});
  write_volume();
  const auto before = muster({"doctor"});
  EXPECT_EQ(before.exit, 0) << before.out;
  EXPECT_NE(before.out.find("All is well."), std::string::npos) << before.out;
  EXPECT_NE(before.out.find("none yet"), std::string::npos) << before.out;
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster")) << "looking leaves no file behind";
  apply_and_settle();
  const auto after = muster({"doctor"});
  EXPECT_EQ(after.exit, 0) << after.out;
  EXPECT_NE(after.out.find("sound: 3 entries, 1 resource owned"), std::string::npos) << after.out;
}

TEST_F(Doctor, never_prints_the_key_and_exits_3_when_it_is_refused) {
  start_sandbox({"--api-key", "the-right-one"});
  environment["MUSTER_API_KEY"] = "hunter2-hunter2";
  const auto wrong = doctor();
  EXPECT_EQ(wrong.exit, 3) << wrong.out;
  EXPECT_EQ(health_of("key", wrong), "problem");
  EXPECT_EQ(health_of("connection", wrong), "ok");
  for (const auto& run : {wrong, muster({"doctor"}), muster({"doctor", "--log-level", "debug"})})
    EXPECT_EQ((run.out + run.err).find("hunter2"), std::string::npos);
  environment.erase("MUSTER_API_KEY");
  const auto none = doctor();
  EXPECT_EQ(none.exit, 3);
  EXPECT_EQ(health_of("connection", none), "ok") << "that much can be seen without a key";
}

TEST_F(Doctor, looks_at_the_rest_when_there_is_no_connection) {
  environment["MUSTER_ENDPOINT"] = "http://127.0.0.1:1/api";
  const auto run = doctor();
  EXPECT_EQ(run.exit, 1);
  EXPECT_EQ(health_of("connection", run), "problem");
  EXPECT_EQ(health_of("key", run), "skipped");
  EXPECT_EQ(health_of("ledger", run), "ok");
}

TEST_F(Doctor, counts_what_is_wrong_with_manifests_and_ledger) {
  start_sandbox();
  write("volume.yaml", "kind: [");
  write(".muster/ledger.db", "no database");
  const auto run = doctor();
  EXPECT_EQ(run.exit, 1);
  EXPECT_EQ(health_of("manifests", run), "problem");
  EXPECT_EQ(health_of("ledger", run), "problem");
  EXPECT_EQ(health_of("key", run), "ok");
}

TEST_F(Doctor, sends_the_key_nowhere_when_the_settings_are_wrong) {
  start_sandbox();
  write(
      "muster.yaml",
      "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\nspec: {api: {endpont: x}}\n");
  const auto run = doctor();
  EXPECT_EQ(run.exit, 1);
  EXPECT_EQ(health_of("account", run), "skipped");
  EXPECT_EQ(health_of("connection", run), "");
  EXPECT_EQ(muster({"--project", "nowhere", "doctor"}).exit, 1);
}

TEST_F(Doctor, knows_whether_everything_is_committed) {
  start_sandbox({"--time-scale", "1000"});
  write_volume();
  apply_and_settle();
  const auto git = [&](const std::string& arguments) {
    const auto command = "git -c user.name=t -c user.email=t@t " + arguments;
    return Process({"/bin/sh", "-c", command}, folder, environment).wait();
  };
  if (git("init -q").exit != 0) {
    EXPECT_EQ(health_of("git", doctor()), "skipped") << "git is not installed";
    return;
  }
  EXPECT_EQ(health_of("git", doctor()), "note");
  git("add muster.yaml volume.yaml");
  ASSERT_EQ(git("commit -qm first").exit, 0);
  EXPECT_EQ(health_of("git", doctor()), "ok") << "the ledger is not meant to be committed";
  write("volume.yaml", "");
  EXPECT_EQ(health_of("git", doctor()), "note");
}

}  // namespace
}  // namespace muster::e2e
