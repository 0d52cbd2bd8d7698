// A plan that is made now and performed later: what CI does between review and merge.

#include "tests/e2e/support/world.hpp"

#include <fstream>
#include <sstream>

namespace muster::e2e {
namespace {

class SavedPlans : public EndToEnd {
 protected:
  SavedPlans() { start_sandbox({"--time-scale", "1000"}); }

  void write_volume(const std::string& name, const std::string& size) {
    write(name + ".yaml", "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
                              "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: " + size +
                              "}\n");
  }
  void save() {
    const auto plan = muster({"plan", "--out", "plan.muster"});
    ASSERT_EQ(plan.exit, 0) << plan.out << plan.err;
    EXPECT_NE(plan.out.find("muster apply plan.muster"), std::string::npos) << plan.out;
  }
  std::string text_of(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(folder / file, std::ios::binary).rdbuf();
    return text.str();
  }
  Finished apply() { return muster({"apply", "plan.muster"}); }
  std::string id_of(const std::string& name) {
    for (const auto& row : rows("volumes"))
      if (row["volume_name"] == name) return row["volume_id"].get<std::string>();
    return {};
  }
};

TEST_F(SavedPlans, are_performed_as_they_are_without_asking) {
  write_volume("data", "500GB");
  save();
  write_volume("more", "500GB");  // of which the plan says nothing
  const auto done = apply();
  EXPECT_EQ(done.exit, 0) << done.err;
  ASSERT_EQ(rows("volumes").size(), 1U);
  EXPECT_EQ(rows("volumes")[0]["volume_name"], "data");
}

TEST_F(SavedPlans, are_shown_again_in_every_format_without_key_or_project) {
  write_volume("data", "500GB");
  save();
  const auto text = muster({"plan", "--no-color"});
  environment.erase("MUSTER_API_KEY");
  environment.erase("MUSTER_ENDPOINT");
  const auto shown = muster({"show", "plan.muster"});
  EXPECT_EQ(shown.exit, 0) << shown.err;
  EXPECT_EQ(shown.out.find(text.out), 0U) << shown.out << text.out;
  const auto json = nlohmann::json::parse(muster({"show", "plan.muster", "-o", "json"}).out);
  EXPECT_EQ(json["resource_changes"][0]["address"], "Volume/data");
  EXPECT_NE(muster({"show", "plan.muster", "-o", "markdown"}).out.find("Plan: 1 to add"),
            std::string::npos);
}

TEST_F(SavedPlans, are_refused_with_the_exact_difference_when_the_world_moved) {
  write_volume("data", "500GB");
  apply_and_settle();
  write_volume("data", "600GB");
  save();
  api("DELETE", "/volumes/" + id_of("data") + "/");
  const auto refused = apply();
  EXPECT_EQ(refused.exit, 6) << refused.out << refused.err;
  EXPECT_NE(refused.err.find("Volume/data"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("Nothing was done"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("muster plan --out"), std::string::npos) << refused.err;
}

TEST_F(SavedPlans, are_refused_when_a_name_they_need_was_taken) {
  write_volume("data", "500GB");
  save();
  api("POST", "/volumes/",
      {{"volume_name", "data"},
       {"size_gb", 100},
       {"volume_type", "SSD"},
       {"region", "CANADA-1"},
       {"tier", "legacy"}});
  const auto refused = apply();
  EXPECT_EQ(refused.exit, 6) << refused.out << refused.err;
  EXPECT_NE(refused.err.find("a thing of the name \"data\""), std::string::npos) << refused.err;
  EXPECT_EQ(rows("volumes").size(), 1U);
}

TEST_F(SavedPlans, are_performed_once) {
  write_volume("data", "500GB");
  save();
  EXPECT_EQ(apply().exit, 0);
  const auto again = apply();
  EXPECT_EQ(again.exit, 6) << again.out << again.err;
  EXPECT_NE(again.err.find("this plan was performed on"), std::string::npos) << again.err;
  EXPECT_EQ(rows("volumes").size(), 1U);
}

TEST_F(SavedPlans, of_nothing_are_nothing) {
  save();
  EXPECT_EQ(apply().exit, 0);
  EXPECT_EQ(apply().exit, 0);
}

TEST_F(SavedPlans, that_are_cut_short_edited_foreign_or_missing_are_refused_in_a_paragraph) {
  write_volume("data", "500GB");
  save();
  const auto good = text_of("plan.muster");
  std::string edited = good;
  edited.replace(edited.find("500GB"), 5, "900GB");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {good.substr(0, good.size() / 2), "cut short"},
      {edited, "changed after muster saved it"},
      {"apiVersion: muster/v1\n", "not a plan that muster saved"},
      {"", "not a plan that muster saved"}};
  for (const auto& [text, word] : cases) {
    write("plan.muster", text);
    for (const auto* verb : {"apply", "show"}) {
      const auto refused = muster({verb, "plan.muster"});
      EXPECT_EQ(refused.exit, 1) << word;
      EXPECT_NE(refused.err.find(word), std::string::npos) << refused.err;
      EXPECT_NE(refused.err.find("plan.muster"), std::string::npos) << refused.err;
    }
  }
  EXPECT_EQ(muster({"apply", "nowhere"}).exit, 1);
  EXPECT_TRUE(rows("volumes").empty());
}

TEST_F(SavedPlans, hold_no_secret_and_take_it_from_the_manifest_when_they_are_performed) {
  environment["TOKEN_SCRIPT"] = "#!/bin/sh\nexport TOKEN=hunter2\n";
  write("script.yaml",
        "apiVersion: muster/v1\nkind: StartupScript\nmetadata: {name: init}\n"
        "spec: {content: {env: TOKEN_SCRIPT}}\n");
  save();
  EXPECT_EQ(text_of("plan.muster").find("hunter2"), std::string::npos);
  environment["TOKEN_SCRIPT"] = "#!/bin/sh\nexport TOKEN=hunter3\n";
  const auto refused = apply();
  EXPECT_EQ(refused.exit, 6) << refused.out << refused.err;
  EXPECT_NE(refused.err.find("StartupScript/init"), std::string::npos) << refused.err;
  environment["TOKEN_SCRIPT"] = "#!/bin/sh\nexport TOKEN=hunter2\n";
  const auto done = apply();
  EXPECT_EQ(done.exit, 0) << done.err;
  EXPECT_EQ((done.out + done.err).find("hunter2"), std::string::npos);
}

TEST_F(SavedPlans, belong_to_their_ledger_and_their_endpoint) {
  write_volume("data", "500GB");
  save();
  environment["MUSTER_ENDPOINT"] = "http://127.0.0.1:1/api";
  const auto elsewhere = apply();
  EXPECT_EQ(elsewhere.exit, 6) << elsewhere.err;
  EXPECT_NE(elsewhere.err.find("the plan was made for " + endpoint), std::string::npos)
      << elsewhere.err;
  environment["MUSTER_ENDPOINT"] = endpoint;
  std::filesystem::remove_all(folder / ".muster");
  const auto without = apply();
  EXPECT_EQ(without.exit, 6) << without.err;
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster" / "ledger.db")) << "nothing half-done";
  EXPECT_EQ(muster({"plan", "--out", "other.muster"}).exit, 0);  // makes another ledger
  const auto other = apply();
  EXPECT_EQ(other.exit, 6) << other.err;
  EXPECT_NE(other.err.find("another ledger"), std::string::npos) << other.err;
}

TEST_F(SavedPlans, cannot_be_widened_or_narrowed_by_flags) {
  write_volume("data", "500GB");
  save();
  for (const auto& flag :
       {std::vector<std::string>{"--adopt"}, std::vector<std::string>{"--target", "Volume/data"}}) {
    std::vector<std::string> arguments = {"apply", "plan.muster"};
    arguments.insert(arguments.end(), flag.begin(), flag.end());
    EXPECT_EQ(muster(arguments).exit, 64);
  }
}

TEST_F(SavedPlans, a_plan_that_cannot_be_saved_is_an_error) {
  write_volume("data", "500GB");
  const auto failed = muster({"plan", "--out", "no/such/folder/plan.muster"});
  EXPECT_EQ(failed.exit, 1);
  EXPECT_NE(failed.err.find("cannot write"), std::string::npos) << failed.err;
}

TEST_F(SavedPlans, a_destroy_can_be_saved) {
  write_volume("data", "500GB");
  apply_and_settle();
  ASSERT_EQ(muster({"plan", "--destroy", "--out", "plan.muster"}).exit, 0);
  EXPECT_EQ(apply().exit, 0);
  EXPECT_TRUE(rows("volumes").empty());
}

TEST_F(SavedPlans, a_selection_is_planned_and_performed_alone) {
  write_volume("one", "500GB");
  write_volume("two", "500GB");
  const auto applied = muster({"apply", "--auto-approve", "--target", "Volume/one"});
  EXPECT_EQ(applied.exit, 0) << applied.err;
  EXPECT_NE(applied.out.find("only Volume/one is planned"), std::string::npos) << applied.out;
  ASSERT_EQ(rows("volumes").size(), 1U);
  EXPECT_EQ(muster({"plan", "--exclude", "Volume/two", "--detailed-exitcode"}).exit, 0);
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 2);
  EXPECT_EQ(muster({"plan", "--target", "Volumen/one"}).exit, 64);
  EXPECT_EQ(muster({"plan", "--target", "Volume/on"}).exit, 1);
}

TEST_F(SavedPlans, the_ledger_refuses_another_endpoint_until_it_is_told) {
  write_volume("data", "500GB");
  apply_and_settle();
  const auto old = endpoint;
  start_sandbox({"--time-scale", "1000"});
  ASSERT_NE(endpoint, old);
  for (const auto& arguments :
       {std::vector<std::string>{"plan"}, std::vector<std::string>{"apply", "--auto-approve"}}) {
    const auto refused = muster(arguments);
    EXPECT_EQ(refused.exit, 5) << refused.out << refused.err;
    EXPECT_NE(refused.err.find(old), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("muster ledger set-endpoint"), std::string::npos) << refused.err;
  }
  EXPECT_TRUE(rows("volumes").empty());
  const auto told = muster({"ledger", "set-endpoint", endpoint + "/"});
  EXPECT_EQ(told.exit, 0) << told.err;
  apply_and_settle();
  EXPECT_EQ(rows("volumes").size(), 1U);
}

}  // namespace
}  // namespace muster::e2e
