// Verbs that read the ledger: history, why, ledger, lock.

#include "tests/e2e/support/world.hpp"

#include <algorithm>
#include <csignal>
#include <set>
#include <sstream>

#include <sqlite3.h>

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
  ASSERT_EQ(json.size(), 4U) << json;
  EXPECT_EQ(json[0]["operation"], "note_endpoint");
  EXPECT_EQ(json[0]["detail"], endpoint);
  EXPECT_EQ(json[1]["operation"], "create_volume");
  EXPECT_EQ(json[1]["outcome"], "created");
  for (const std::size_t i : {1U, 2U, 3U})
    EXPECT_EQ(json[i]["request"].get<std::string>().size(), 8U) << "as the account names it";
  EXPECT_NE(json[1]["plan"], json[2]["plan"]);
  EXPECT_EQ(json[2]["plan"], json[3]["plan"]);
  const auto text = muster({"history", "volume/data"}).out;
  EXPECT_NE(text.find("create_volume"), std::string::npos) << text;
  EXPECT_NE(text.find("delete_volume"), std::string::npos) << text;
  EXPECT_EQ(text.find("other"), std::string::npos) << text;
  const auto newest = muster({"history", "--limit", "1"}).out;
  EXPECT_TRUE(newest.starts_with("(3 earlier; --limit 0 shows all)\n")) << newest;
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

class LedgerVerb : public LedgerVerbs {
 protected:
  /// One statement on the file itself, as a hand that should not be there.
  void sql(const std::string& statement) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(ledger_file().c_str(), &database), SQLITE_OK);
    char* why = nullptr;
    EXPECT_EQ(sqlite3_exec(database, statement.c_str(), nullptr, nullptr, &why), SQLITE_OK) << why;
    sqlite3_close(database);
  }
  void break_file(const std::string& bytes) {
    std::filesystem::remove_all(folder / ".muster");
    write(".muster/ledger.db", bytes);
  }
};

TEST_F(LedgerVerb, verify_says_that_all_is_well) {
  apply_and_settle();
  const auto run = muster({"ledger", "verify"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("is sound: 3 entries, 1 resource owned, nothing open."), std::string::npos)
      << run.out;
  const auto json = nlohmann::json::parse(muster({"ledger", "verify", "-o", "json"}).out);
  EXPECT_EQ(json["sound"], true);
  EXPECT_EQ(json["head"].get<std::string>().size(), 64U);
}

TEST_F(LedgerVerb, verify_names_what_is_damaged_and_what_to_do) {
  struct Case {
    const char* statement;
    const char* named;
  };
  for (const auto& c :
       {Case{"DROP TRIGGER entries_are_fixed; UPDATE entries SET body = replace(body, '100GB', "
             "'900GB') WHERE id = 2",
             "ledger entry 2 does not match its hash"},
        Case{"DROP TRIGGER entries_are_kept; DELETE FROM entries WHERE id = 3", "last entries"},
        Case{"UPDATE resources SET record = replace(record, '100GB', '900GB')",
             "the record of Volume/data does not agree"},
        Case{"PRAGMA user_version = 99", "use the newer muster"}}) {
    SCOPED_TRACE(c.statement);
    std::filesystem::remove_all(folder / ".muster");
    start_sandbox({"--time-scale", "1000"});
    apply_and_settle();
    sql(c.statement);
    const auto run = muster({"ledger", "verify"});
    EXPECT_EQ(run.exit, 1) << run.out;
    EXPECT_NE(run.err.find(c.named), std::string::npos) << run.err;
    const auto json = nlohmann::json::parse(muster({"ledger", "verify", "-o", "json"}).out);
    EXPECT_EQ(json["sound"], false);
    EXPECT_EQ(muster({"ledger", "export"}).exit, 1);
  }
}

TEST_F(LedgerVerb, what_is_no_ledger_is_said_in_a_paragraph) {
  const auto missing = muster({"ledger", "verify"});
  EXPECT_EQ(missing.exit, 1);
  EXPECT_NE(missing.err.find("there is no ledger at"), std::string::npos) << missing.err;
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster")) << "looking leaves no file behind";
  for (const auto* bytes : {"", "this is a letter to my landlord, and no database at all"}) {
    break_file(bytes);
    for (const auto* verb : {"verify", "export"}) {
      const auto run = muster({"ledger", verb});
      EXPECT_EQ(run.exit, 1) << run.out;
      EXPECT_NE(run.err.find("restore a copy"), std::string::npos) << run.err;
      EXPECT_EQ(std::ranges::count(run.err, '\n'), 1) << run.err;
    }
    EXPECT_EQ(muster({"history"}).exit, 1);
    EXPECT_EQ(muster({"lock", "status"}).exit, 1);
  }
}

TEST_F(LedgerVerb, export_holds_every_entry_and_no_secret) {
  write("script.yaml",
        "apiVersion: muster/v1\nkind: StartupScript\nmetadata: {name: setup}\n"
        "spec: {content: \"echo hunter2\"}\n");
  apply_and_settle();
  const auto run = muster({"ledger", "export"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out.find("hunter2"), std::string::npos);
  std::istringstream lines(run.out);
  int entries = 0;
  std::set<std::string> resources;
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line);
    if (json.contains("entry")) EXPECT_EQ(json["entry"], ++entries);
    if (json.contains("resource")) resources.insert(json["resource"]);
  }
  EXPECT_EQ(entries, 5);
  EXPECT_EQ(resources, (std::set<std::string>{"StartupScript/setup", "Volume/data"}));
}

class Lock : public LedgerVerbs {
 protected:
  /// An apply that waits for a volume that takes its time.
  std::unique_ptr<Process> start_long_apply() {
    start_sandbox({"--time-scale", "0.001", "--latency", "300ms"});
    auto apply = start_muster({"apply", "--auto-approve", "-o", "json"});
    EXPECT_TRUE(apply->wait_for_output("call_sent")) << apply->out();
    return apply;
  }
};

TEST_F(Lock, is_free_where_nothing_happens) {
  EXPECT_EQ(muster({"lock", "status"}).exit, 0);
  EXPECT_EQ(muster({"lock", "break"}).exit, 0) << "there is nothing to ask about";
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster"));
  apply_and_settle();
  const auto run = muster({"lock", "status"});
  EXPECT_EQ(run.exit, 0);
  EXPECT_NE(run.out.find("The lock is free"), std::string::npos) << run.out;
}

TEST_F(Lock, is_shown_and_not_broken_while_its_holder_runs) {
  const auto apply = start_long_apply();
  const auto status = muster({"lock", "status"});
  EXPECT_EQ(status.exit, 7);
  EXPECT_NE(status.out.find("its process runs on this machine"), std::string::npos) << status.out;
  const auto json = nlohmann::json::parse(muster({"lock", "status", "-o", "json"}).out);
  EXPECT_EQ(json["state"], "held");
  EXPECT_EQ(json["process"], "running");
  EXPECT_EQ(muster({"lock", "break"}).exit, 64) << "there is no terminal to ask on";
  const auto refused = muster({"lock", "break", "--auto-approve"});
  EXPECT_EQ(refused.exit, 7);
  EXPECT_NE(refused.err.find("--force"), std::string::npos) << refused.err;
  EXPECT_EQ(muster({"lock", "status"}).exit, 7);
}

TEST_F(Lock, that_was_broken_stops_its_holder) {
  const auto apply = start_long_apply();
  const auto broken = muster({"lock", "break", "--auto-approve", "--force"});
  EXPECT_EQ(broken.exit, 0) << broken.err;
  EXPECT_NE(broken.out.find("is broken"), std::string::npos) << broken.out;
  const auto json = nlohmann::json::parse(muster({"lock", "status", "-o", "json"}).out);
  EXPECT_EQ(json["state"], "free");
  apply->signal(SIGINT);
  const auto ended = apply->wait();
  EXPECT_NE(ended.exit, 0) << ended.out;
  EXPECT_EQ(muster({"ledger", "verify"}).exit, 0);
}

TEST_F(Lock, of_a_killed_holder_is_free_at_once) {
  const auto apply = start_long_apply();
  apply->signal(SIGKILL);
  apply->wait();
  const auto status = muster({"lock", "status"});
  EXPECT_EQ(status.exit, 0);
  EXPECT_NE(status.out.find("does not run any more"), std::string::npos) << status.out;
  EXPECT_EQ(muster({"lock", "break", "--auto-approve"}).exit, 0);
  const auto verified = muster({"ledger", "verify"});
  EXPECT_NE(verified.out.find("1 open"), std::string::npos) << verified.out;
}

}  // namespace
}  // namespace muster::e2e
