// The files of examples/ci, step by step as a forge would run them: their own shell, the built
// binary and a sandbox; only the forge's commands are stand-ins, which remember what they were
// told.

#include "tests/e2e/support/ci_job.hpp"
#include "tests/e2e/support/world.hpp"

#include <fstream>
#include <sstream>

#include <yaml-cpp/yaml.h>

namespace muster::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* github_file = MUSTER_SOURCE_DIR "/examples/ci/github-actions.yml";
constexpr const char* gitlab_file = MUSTER_SOURCE_DIR "/examples/ci/gitlab-ci.yml";
constexpr const char* marker = "<!-- muster plan shop -->\n";

/// A repository with a project in infra/, whose ledger outlives checkouts.
class CiExamples : public EndToEnd {
 protected:
  CiExamples() : place{folder / "repository", folder / "workspace", {}, {}} {
    start_sandbox({"--time-scale", "1000"});
    remove("muster.yaml");
    write("repository/infra/muster.yaml",
          "apiVersion: muster/v1\nkind: Project\nmetadata: {name: shop}\nspec:\n"
          "  ledger: " +
              (folder / "durable ledger.db").string() +
              "\n  api: {callsPerMinute: 0, pollInterval: 20ms}\n");
    write_volume("data", "500GB");
    const auto bin = folder / "bin";
    fs::create_directories(bin);
    fs::create_symlink(MUSTER_BINARY, bin / "muster");
    for (const auto* stand_in : {"gh", "curl"})
      fs::copy_file(fs::path(MUSTER_SOURCE_DIR "/tests/e2e/support") / stand_in, bin / stand_in);
    fs::create_directories(forge());
    place.environment = environment;
    place.environment.erase("MUSTER_API_KEY");
    place.environment["PATH"] = bin.string() + ":/usr/bin:/bin";
    place.environment["FORGE"] = forge().string();
  }

  fs::path forge() const { return folder / "forge"; }
  void write_volume(const std::string& name, const std::string& size) {
    write("repository/infra/" + name + ".yaml",
          "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
              "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: " + size + "}\n");
  }
  void write_budget(const std::string& limit) {
    write("repository/infra/limits.yaml",
          "apiVersion: muster/v1\nkind: Budget\nmetadata: {name: limits}\nspec: {maxHourly: " +
              limit + "}\n");
  }
  void know(const std::string& name, const json& what) {
    std::ofstream(forge() / name) << what.dump();
  }
  json known(const std::string& name) { return json::parse(std::ifstream(forge() / name)); }
  std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
  }
  std::string only_volume() {
    const auto volumes = rows("volumes");
    EXPECT_EQ(volumes.size(), 1U);
    return volumes.empty() ? "" : volumes[0].value("volume_name", "");
  }

  JobPlace place;
};

class GithubExample : public CiExamples {
 protected:
  GithubExample() {
    know("comments.json", json::array({{{"id", 7},
                                        {"user", {{"login", "somebody"}}},
                                        {"body", std::string(marker) + "not by the job"}}}));
    know("pulls.json", json::array());
    know("runs.json", json::array());
    place.environment["GITHUB_REPOSITORY"] = "owner/shop";
    place.environment["GITHUB_SHA"] = "feedface";
  }

  Values expressions() const {
    return {{"secrets.MUSTER_API_KEY", "test-key"},
            {"github.token", "job-token"},
            {"github.repository", "owner/shop"},
            {"github.event.pull_request.number", "12"}};
  }
  /// A run of the pull request at that commit, with its artifacts.
  JobRun plan(const std::string& head) {
    const auto number = std::to_string(500 + known("runs.json").size());
    place.artifacts = forge() / "artifacts" / number;
    auto run = run_github_job(github_file, "plan", place, expressions());
    auto runs = known("runs.json");
    const json done = {{"databaseId", std::stoi(number)},
                       {"commit", head},
                       {"event", "pull_request"},
                       {"workflow", "muster.yml"},
                       {"status", run.exit == 0 ? "success" : "failure"}};
    runs.insert(runs.begin(), done);
    know("runs.json", runs);
    return run;
  }
  JobRun merge_and_apply(const std::string& head) {
    know("pulls.json",
         json::array(
             {{{"number", 11}, {"merged_at", nullptr}, {"head", {{"sha", "x"}}}},
              {{"number", 12}, {"merged_at", "2026-01-01T00:00:00Z"}, {"head", {{"sha", head}}}}}));
    return run_github_job(github_file, "apply", place, expressions());
  }
  /// What the job has written, of which there is one.
  std::string comment() {
    const auto comments = known("comments.json");
    EXPECT_EQ(comments.size(), 2U);
    EXPECT_EQ(comments[0]["body"], std::string(marker) + "not by the job");
    return comments.back()["body"];
  }
};

TEST_F(GithubExample, plans_comments_once_and_applies_what_was_reviewed) {
  const auto first = plan("cafe1");
  EXPECT_EQ(first.exit, 0) << first.log;
  EXPECT_TRUE(comment().starts_with(marker)) << comment();
  EXPECT_NE(comment().find("\"500GB\""), std::string::npos) << comment();
  write_volume("data", "700GB");
  const auto second = plan("cafe2");
  EXPECT_EQ(second.exit, 0) << second.log;
  EXPECT_NE(comment().find("\"700GB\""), std::string::npos) << comment();
  EXPECT_EQ(comment().find("\"500GB\""), std::string::npos) << comment();

  write_volume("unseen", "100GB");  // merged meanwhile, from elsewhere
  const auto applied = merge_and_apply("cafe2");
  EXPECT_EQ(applied.exit, 0) << applied.log;
  EXPECT_EQ(only_volume(), "data");
  EXPECT_EQ(rows("volumes")[0]["size_gb"], 700);
  EXPECT_FALSE(fs::exists(forge() / "remarks"));
  EXPECT_EQ(text_of(forge() / "calls").find("test-key"), std::string::npos);
}

TEST_F(GithubExample, posts_a_denied_plan_and_fails) {
  write_budget("0.01");
  const auto denied = plan("cafe1");
  EXPECT_EQ(denied.exit, 5) << denied.log;
  EXPECT_NE(comment().find("Denied"), std::string::npos) << comment();
  EXPECT_NE(comment().find("limits.yaml:4:"), std::string::npos) << comment();
  EXPECT_NE(comment().find("maxHourly: 0.05 USD per hour"), std::string::npos) << comment();
  EXPECT_FALSE(fs::exists(place.artifacts));
  const auto applied = merge_and_apply("cafe1");
  EXPECT_EQ(applied.exit, 1) << applied.log;
  EXPECT_NE(applied.log.find("without a plan that may be performed"), std::string::npos);
  EXPECT_TRUE(rows("volumes").empty());
}

TEST_F(GithubExample, posts_what_is_wrong_with_manifests) {
  write("repository/infra/broken.yaml", "apiVersion: muster/v1\nkind: Volum\n");
  const auto broken = plan("cafe1");
  EXPECT_EQ(broken.exit, 65) << broken.log;
  EXPECT_NE(comment().find("**No plan: "), std::string::npos) << comment();
  EXPECT_NE(comment().find("broken.yaml:2:"), std::string::npos) << comment();
}

TEST_F(GithubExample, fails_without_a_comment_where_there_is_nothing_to_say) {
  place.environment["MUSTER_ENDPOINT"] = "http://127.0.0.1:1/api";
  const auto failed = plan("cafe1");
  EXPECT_EQ(failed.exit, 1) << failed.log;
  EXPECT_EQ(known("comments.json").size(), 1U);
}

TEST_F(GithubExample, says_on_the_pull_request_that_a_stale_plan_was_refused) {
  ASSERT_EQ(plan("cafe1").exit, 0);
  api("POST", "/volumes/",
      {{"volume_name", "data"},
       {"size_gb", 100},
       {"volume_type", "SSD"},
       {"region", "CANADA-1"},
       {"tier", "legacy"}});
  const auto refused = merge_and_apply("cafe1");
  EXPECT_EQ(refused.exit, 6) << refused.log;
  EXPECT_TRUE(text_of(forge() / "remarks").starts_with("12 The plan of this pull request was not"));
  EXPECT_EQ(rows("volumes").size(), 1U);
}

TEST_F(GithubExample, applies_nothing_that_nobody_reviewed) {
  const auto refused = run_github_job(github_file, "apply", place, expressions());
  EXPECT_EQ(refused.exit, 1) << refused.log;
  EXPECT_NE(refused.log.find("was not merged from a pull request"), std::string::npos);
}

TEST_F(GithubExample, asks_for_few_permissions_and_gives_forks_no_key) {
  const auto file = YAML::LoadFile(github_file);
  EXPECT_EQ(file["permissions"].size(), 0U);
  EXPECT_EQ(file["defaults"]["run"]["shell"].as<std::string>(), "bash");
  EXPECT_EQ(file["on"]["pull_request_target"].IsDefined(), false);
  const auto jobs = file["jobs"];
  EXPECT_EQ(jobs["plan"]["permissions"].size(), 2U);
  EXPECT_EQ(jobs["plan"]["permissions"]["contents"].as<std::string>(), "read");
  EXPECT_NE(jobs["plan"]["if"].as<std::string>().find("head.repo.full_name == github.repository"),
            std::string::npos);
  EXPECT_EQ(jobs["apply"]["permissions"]["contents"].as<std::string>(), "read");
  EXPECT_EQ(jobs["apply"]["concurrency"]["group"].as<std::string>(), "muster-apply");
  EXPECT_FALSE(jobs["apply"]["concurrency"]["cancel-in-progress"].as<bool>());
  EXPECT_EQ(text_of(github_file).find("test-key"), std::string::npos);
}

class GitlabExample : public CiExamples {
 protected:
  GitlabExample() {
    know("notes.json", json::array({{{"id", 7}, {"body", "Looks good"}}}));
    know("requests.json", json::array());
    place.artifacts = forge() / "artifacts" / "31";
    for (const auto& [name, value] : Values{{"MUSTER_API_KEY", "test-key"},
                                            {"MUSTER_GITLAB_TOKEN", "gitlab-token"},
                                            {"CI_API_V4_URL", "https://gitlab.example/api/v4"},
                                            {"CI_PROJECT_ID", "5"},
                                            {"CI_MERGE_REQUEST_IID", "12"},
                                            {"CI_COMMIT_SHA", "feedface"}})
      place.environment[name] = value;
  }

  JobRun plan() {
    auto run = run_gitlab_job(gitlab_file, "plan", place);
    know("jobs.json",
         json::array(
             {{{"id", 30}, {"name", "lint"}, {"status", "success"}},
              {{"id", 31}, {"name", "plan"}, {"status", run.exit == 0 ? "success" : "failed"}}}));
    return run;
  }
  JobRun merge_and_apply() {
    know("requests.json", json::array({{{"iid", 12}, {"state", "merged"}}}));
    know("request.json", {{"iid", 12}, {"head_pipeline", {{"id", 77}}}});
    return run_gitlab_job(gitlab_file, "apply", place);
  }
  std::string note() {
    const auto notes = known("notes.json");
    EXPECT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0]["body"], "Looks good");
    return notes.back()["body"];
  }
};

TEST_F(GitlabExample, plans_notes_once_and_applies_what_was_reviewed) {
  const auto first = plan();
  EXPECT_EQ(first.exit, 0) << first.log;
  EXPECT_TRUE(note().starts_with(marker)) << note();
  write_volume("data", "700GB");
  const auto second = plan();
  EXPECT_EQ(second.exit, 0) << second.log;
  EXPECT_NE(note().find("\"700GB\""), std::string::npos) << note();
  EXPECT_EQ(note().find("\"500GB\""), std::string::npos) << note();

  write_volume("unseen", "100GB");
  const auto applied = merge_and_apply();
  EXPECT_EQ(applied.exit, 0) << applied.log;
  EXPECT_EQ(only_volume(), "data");
  EXPECT_EQ(rows("volumes")[0]["size_gb"], 700);
  const auto calls = text_of(forge() / "calls");
  EXPECT_EQ(calls.find("gitlab-token"), std::string::npos) << "on a command line";
}

TEST_F(GitlabExample, posts_a_denied_plan_and_fails) {
  write_budget("0.01");
  const auto denied = plan();
  EXPECT_EQ(denied.exit, 5) << denied.log;
  EXPECT_NE(note().find("Denied"), std::string::npos) << note();
  EXPECT_FALSE(fs::exists(place.artifacts));
  const auto applied = merge_and_apply();
  EXPECT_EQ(applied.exit, 1) << applied.log;
  EXPECT_TRUE(rows("volumes").empty());
}

TEST_F(GitlabExample, says_on_the_merge_request_that_a_stale_plan_was_refused) {
  ASSERT_EQ(plan().exit, 0);
  api("POST", "/volumes/",
      {{"volume_name", "data"},
       {"size_gb", 100},
       {"volume_type", "SSD"},
       {"region", "CANADA-1"},
       {"tier", "legacy"}});
  const auto refused = merge_and_apply();
  EXPECT_EQ(refused.exit, 6) << refused.log;
  const auto notes = known("notes.json");
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_TRUE(notes[2]["body"].get<std::string>().starts_with("The plan of this merge request"));
}

TEST_F(GitlabExample, applies_nothing_that_nobody_reviewed) {
  const auto refused = run_gitlab_job(gitlab_file, "apply", place);
  EXPECT_EQ(refused.exit, 1) << refused.log;
  EXPECT_NE(refused.log.find("was not merged from a merge request"), std::string::npos);
}

}  // namespace
}  // namespace muster::e2e
