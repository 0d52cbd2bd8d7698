#include "controller/serve/commit_status.hpp"

#include "api/net/seeded_random.hpp"
#include "api/net/task_group.hpp"
#include "tests/controller/notify/recording_transport.hpp"
#include "tests/controller/serve/fake_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string sha(40, 'a');
const std::string broken(40, 'b');

CommitStatusTarget target(GitForge forge) {
  CommitStatusTarget made;
  made.forge = forge;
  made.api =
      forge == GitForge::github ? "https://api.github.example" : "https://git.example/api/v4";
  made.repository = "team/infra";
  made.token.text = "t0ken";
  return made;
}

Condition condition(const char* type, bool status, const char* reason, const char* message = "") {
  return {.type = type,
          .status = status,
          .reason = reason,
          .message = message,
          .observed_revision = sha};
}

struct StateCase {
  const char* name;
  std::vector<Condition> conditions;
  CommitState state;
  const char* says;
};

TEST(CommitReports, tell_how_the_commit_in_force_came_out) {
  auto old = condition("Ready", true, "ReconciliationSucceeded");
  old.observed_revision = broken;
  for (const auto& c : std::vector<StateCase>{
           {"nothing known", {}, CommitState::pending, "seen"},
           {"known of the one before", {old}, CommitState::pending, "seen"},
           {"under way",
            {condition("Reconciling", true, "Applying", "3 to add"), old},
            CommitState::pending,
            "applying: 3 to add"},
           {"as wanted",
            {condition("Ready", true, "ReconciliationSucceeded")},
            CommitState::success,
            "as wanted"},
           {"waits",
            {condition("Ready", false, "WaitingForApproval", "plan 1a2b waits")},
            CommitState::pending,
            "plan 1a2b"},
           {"partly",
            {condition("Ready", false, "PartlyApplied", "some of it")},
            CommitState::failure,
            "PartlyApplied: some of it"},
           {"denied", {condition("Ready", false, "PlanRefused")}, CommitState::failure, "Refused"},
           {"the API is away",
            {condition("Ready", false, "ObservationFailed")},
            CommitState::error,
            "ObservationFailed"}}) {
    SCOPED_TRACE(c.name);
    const DaemonStatus status{.revision = sha, .latest_revision = sha, .conditions = c.conditions};
    const auto reports = commit_reports(status);
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_EQ(reports[0].commit, sha);
    EXPECT_EQ(reports[0].state, c.state);
    EXPECT_THAT(reports[0].description, HasSubstr(c.says));
  }
}

TEST(CommitReports, a_commit_that_cannot_be_used_failed) {
  const DaemonStatus status{
      .revision = sha,
      .latest_revision = broken,
      .conditions = {condition("SourceReady", false, "InvalidManifests", "a.yaml:1:1: what"),
                     condition("Ready", true, "ReconciliationSucceeded")}};
  const auto reports = commit_reports(status);
  ASSERT_THAT(reports, SizeIs(2));
  EXPECT_EQ(reports[0].commit, broken);
  EXPECT_EQ(reports[0].state, CommitState::failure);
  EXPECT_THAT(reports[0].description, HasSubstr("a.yaml:1:1"));
  EXPECT_EQ(reports[1].state, CommitState::success);
}

TEST(CommitReports, a_folder_has_no_commits) {
  EXPECT_THAT(commit_reports({.revision = "sha256:" + sha + sha.substr(0, 24)}), SizeIs(0));
}

TEST(CommitReports, descriptions_fit_every_forge) {
  std::string message;
  for (int i = 0; i < 200; ++i) message += "\xC3\xA9";
  const DaemonStatus status{.revision = sha,
                            .conditions = {condition("Ready", false, "Failed", message.c_str())}};
  const auto text = commit_reports(status).at(0).description;
  EXPECT_EQ(std::ranges::count_if(
                text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }),
            140);
  EXPECT_TRUE(text.ends_with("\xC3\xA9..."));
}

TEST(CommitStatusRequest, is_what_the_forges_document) {
  const CommitReport report{sha, CommitState::failure, "no & room"};
  const auto github = commit_status_request(target(GitForge::github), "", report);
  EXPECT_EQ(github.method + " " + github.target, "POST /repos/team/infra/statuses/" + sha);
  EXPECT_EQ(net::find_header(github.headers, "Authorization").value_or(""), "Bearer t0ken");
  EXPECT_EQ(github.body,
            "{\"state\":\"failure\",\"context\":\"muster\",\"description\":\"no & room\"}");
  const auto gitlab = commit_status_request(target(GitForge::gitlab), "/api/v4", report);
  EXPECT_EQ(gitlab.method + " " + gitlab.target,
            "POST /api/v4/projects/team%2Finfra/statuses/" + sha +
                "?state=failed&name=muster&description=no%20%26%20room");
  EXPECT_EQ(net::find_header(gitlab.headers, "PRIVATE-TOKEN").value_or(""), "t0ken");
}

class CommitStatusTest : public ::testing::Test {
 protected:
  CommitStatusTest() {
    daemon.shown.revision = sha;
    daemon.shown.latest_revision = sha;
    status.set_target(target(GitForge::github));
  }
  /// Shows these one after the other, a minute each; the states that arrive.
  std::vector<std::string> written(std::vector<std::vector<Condition>> shown) {
    EXPECT_TRUE(clock.run(show(*this, std::move(shown))));
    std::vector<std::string> states;
    for (const auto& seen : server.seen) {
      const auto body = value_from_json(seen.request.body);
      states.push_back(*body->find("state")->get_if<std::string>());
    }
    return states;
  }
  static Task<void> show(CommitStatusTest& test, std::vector<std::vector<Condition>> shown) {
    auto stop = std::make_shared<net::StopFlag>();
    auto group = co_await net::TaskGroup::open();
    group.spawn(test.status.run(net::Context(stop)));
    for (auto& conditions : shown) {
      test.daemon.shown.conditions = std::move(conditions);
      test.daemon.change();
      co_await test.clock.sleep_for(minutes(1));
    }
    stop->request();
    test.daemon.change();
    co_await group.join();
  }

  net::SimClock clock;
  net::SeededRandom random{1};
  testing::RecordedServer server{clock};
  FakeDaemon daemon{clock};
  std::vector<std::string> problems;
  CommitStatus status{clock, random, daemon, server.transports(),
                      [this](const std::string& text) { problems.push_back(text); }};
};

TEST_F(CommitStatusTest, success_and_failure_are_written_and_pending_only_before) {
  const std::vector<Condition> applying = {condition("Reconciling", true, "Applying")};
  const std::vector<Condition> good = {condition("Ready", true, "ReconciliationSucceeded")};
  const std::vector<Condition> bad = {condition("Ready", false, "PartlyApplied")};
  EXPECT_THAT(written({{}, applying, bad, applying, bad, good, applying, good}),
              ElementsAre("pending", "failure", "success"));
}

TEST_F(CommitStatusTest, what_was_not_sent_yet_is_replaced_by_what_is_true_now) {
  for (int i = 0; i < 6; ++i) server.replies.emplace_back(net::HttpResponse{.status = 503});
  const auto states = written({{},
                               {condition("Ready", false, "PartlyApplied")},
                               {condition("Ready", true, "ReconciliationSucceeded")},
                               {condition("Ready", true, "ReconciliationSucceeded")}});
  EXPECT_EQ(states.back(), "success");
  EXPECT_TRUE(problems.empty());
}

TEST_F(CommitStatusTest, a_refusal_is_told_without_the_token_and_ends_nothing) {
  server.replies.emplace_back(net::HttpResponse{.status = 401});
  EXPECT_THAT(written({{}, {condition("Ready", true, "ReconciliationSucceeded")}}),
              ElementsAre("pending", "success"));
  EXPECT_THAT(problems,
              ElementsAre("commit status answers with status 401; a message was given up"));
}

}  // namespace
}  // namespace muster
