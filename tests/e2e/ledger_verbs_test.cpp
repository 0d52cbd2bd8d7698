// Verbs that read the ledger: history, why, ledger, lock.

#include "tests/e2e/support/world.hpp"

namespace muster::e2e {
namespace {

class LedgerVerbs : public EndToEnd {
 protected:
  void SetUp() override {
    start_sandbox({"--time-scale", "1000"});
    write_volume("data");
  }
  void write_volume(const std::string& name, const std::string& size = "100GB") {
    write(name + ".yaml", "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
                              "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: " + size +
                              "}\n");
  }
  std::string ledger_file() const { return (folder / ".muster" / "ledger.db").string(); }
};

class HistoryVerb : public LedgerVerbs {};

TEST_F(HistoryVerb, tells_what_each_apply_did) {
  EXPECT_EQ(muster({"history"}).out, "Nothing was ever applied here.\n");
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster")) << "looking leaves no file behind";
  apply_and_settle();
  remove("data.yaml");
  write_volume("other");
  apply_and_settle();
  stop_sandbox();  // the ledger alone has to do
  environment.erase("MUSTER_API_KEY");
  const auto json = nlohmann::json::parse(muster({"history", "-o", "json"}).out)["history"];
  ASSERT_EQ(json.size(), 3U) << json;
  EXPECT_EQ(json[0]["operation"], "create_volume");
  EXPECT_EQ(json[0]["outcome"], "created");
  EXPECT_NE(json[0]["plan"], json[1]["plan"]);
  EXPECT_EQ(json[1]["plan"], json[2]["plan"]);
  const auto text = muster({"history", "volume/data"}).out;
  EXPECT_NE(text.find("create_volume"), std::string::npos) << text;
  EXPECT_NE(text.find("delete_volume"), std::string::npos) << text;
  EXPECT_EQ(text.find("other"), std::string::npos) << text;
  const auto newest = muster({"history", "--limit", "1"}).out;
  EXPECT_TRUE(newest.starts_with("(2 earlier; --limit 0 shows all)\n")) << newest;
  EXPECT_EQ(muster({"history", "--limit", "-1"}).exit, 64);
}

TEST_F(HistoryVerb, suggests_the_nearest_resource) {
  apply_and_settle();
  const auto run = muster({"history", "volume/dta"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("did you mean Volume/data?"), std::string::npos) << run.err;
  EXPECT_EQ(muster({"history", "data"}).exit, 64);
}

class Why : public LedgerVerbs {};

TEST_F(Why, tells_where_a_resource_comes_from) {
  EXPECT_NE(muster({"why", "vol/data"}).out.find("data.yaml:1 and was never applied"),
            std::string::npos);
  apply_and_settle();
  const auto text = muster({"why", "vol/data"}).out;
  for (const auto* part : {" in the account.", "created ", "manifest    data.yaml:1",
                           "size: \"100GB\"", "create_volume"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  const auto json = nlohmann::json::parse(muster({"why", "vol/data", "-o", "json"}).out);
  EXPECT_EQ(json["manifest"], "data.yaml:1");
  EXPECT_EQ(json["applied"]["size"], "100GB");
  write("data.yaml", "kind: [");
  const auto blind = muster({"why", "vol/data"});
  EXPECT_EQ(blind.exit, 0) << blind.err;
  EXPECT_NE(blind.out.find("the manifests have errors"), std::string::npos) << blind.out;
}

TEST_F(Why, of_something_unknown_suggests_the_nearest) {
  apply_and_settle();
  const auto run = muster({"why", "volume/dta"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("did you mean Volume/data?"), std::string::npos) << run.err;
}

}  // namespace
}  // namespace muster::e2e
