#include "controller/serve/daemon_server.hpp"

#include "api/net/sim_clock.hpp"
#include "model/value.hpp"
#include "tests/controller/serve/fake_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DaemonServerTest : public testing::Test {
 protected:
  DaemonServerTest() { daemon.shown = busy_status(); }

  net::HttpResponse ask(const std::string& method, const std::string& target,
                        net::Headers headers = {{"Authorization", "Bearer right"}},
                        std::string body = {}) {
    net::HttpRequest request{method, target, std::move(headers), std::move(body)};
    auto reply = clock.run(server.answer(std::move(request)));
    return reply ? reply->response : net::HttpResponse();
  }
  Value document(const std::string& target) {
    return value_from_json(ask("GET", target).body).value_or(Value());
  }
  net::HttpResponse post(const std::string& target, const std::string& body) {
    return ask("POST", target, {{"Authorization", "Bearer right"}}, body);
  }

  net::SimClock clock;
  FakeDaemon daemon{clock};
  DaemonServer server{clock, daemon, {.token = "right", .version = "1.2.3"}};
};

std::string text_at(const Value& value, std::string_view path) {
  const auto* member = value.at_path(path);
  return member == nullptr ? "(nothing)" : to_json(*member);
}

/// The first row of a list.
Value first(const Value& value, std::string_view list) {
  const auto* rows = value.find(list);
  const auto* found = rows == nullptr ? nullptr : rows->get_if<Value::List>();
  return found == nullptr || found->empty() ? Value() : found->front();
}

TEST_F(DaemonServerTest, each_path_is_open_to_whom_it_should_be) {
  const net::Headers none;
  const net::Headers wrong = {{"Authorization", "Bearer wrong"}};
  const net::Headers longer = {{"Authorization", "Bearer right!"}};
  const net::Headers basic = {{"Authorization", "Basic right"}};
  const net::Headers right = {{"authorization", "bearer right"}};
  const net::Headers here = {{"Host", "localhost:9700"}};
  const net::Headers here_v6 = {{"Host", "[::1]:9700"}};
  const net::Headers rebound = {{"Host", "127.evil.example:9700"}};
  struct Case {
    const char* reason;
    const char* method;
    const char* target;
    net::Headers headers;
    int status;
  };
  const Case cases[] = {
      {"the service manager has no token", "GET", "/livez", none, 200},
      {"nor have load balancers", "GET", "/readyz", none, 200},
      {"nor has Prometheus", "GET", "/metrics", none, 200},
      {"HEAD is GET without a body", "HEAD", "/livez", none, 200},
      {"a browser of this machine", "GET", "/", here, 200},
      {"likewise", "GET", "/", here_v6, 200},
      {"a browser that was led here by another name", "GET", "/", rebound, 401},
      {"who does not say whom he means", "GET", "/", none, 401},
      {"with the token from anywhere", "GET", "/", right, 200},
      {"reading needs the token", "GET", "/api/v1/projects", none, 401},
      {"the right one", "GET", "/api/v1/projects", wrong, 401},
      {"and no more than it", "GET", "/api/v1/projects", longer, 401},
      {"as a bearer", "GET", "/api/v1/projects", basic, 401},
      {"here it is", "GET", "/api/v1/projects", right, 200},
      {"of this machine alone is not enough", "GET", "/api/v1/events", here, 401},
      {"asking needs it too", "POST", "/api/v1/reconcile", none, 401},
      {"no such path", "GET", "/api/v1/project", right, 404},
      {"no such kind", "GET", "/api/v1/resources/Disk", right, 404},
      {"no such resource", "GET", "/api/v1/resources/Volume/none", right, 404},
      {"no such plan", "GET", "/api/v1/plans/cc", right, 404},
      {"one resource", "GET", "/api/v1/resources/Volume/data", right, 200},
      {"one plan by the beginning of its hash", "GET", "/api/v1/plans/bbbb", right, 200},
      {"a wrong method", "DELETE", "/api/v1/projects", right, 405},
      {"a question that is a request", "GET", "/api/v1/suspend", right, 405},
      {"since is a number", "GET", "/api/v1/events?since=x", right, 400},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    EXPECT_EQ(ask(c.method, c.target, c.headers).status, c.status) << c.method << " " << c.target;
  }
  EXPECT_THAT(daemon.asked, IsEmpty());
}

TEST_F(DaemonServerTest, a_wrong_method_names_the_right_ones) {
  const auto reply = ask("PUT", "/api/v1/plans");
  EXPECT_EQ(net::find_header(reply.headers, "Allow"), "GET, HEAD");
  EXPECT_EQ(text_at(value_from_json(reply.body).value(), "/error/code"), "\"method_not_allowed\"");
}

TEST_F(DaemonServerTest, what_did_not_change_is_not_sent_again) {
  const auto reply = ask("GET", "/api/v1/resources");
  const std::string tag(net::find_header(reply.headers, "ETag").value_or(""));
  const net::Headers known = {{"Authorization", "Bearer right"},
                              {"If-None-Match", "\"other\", W/" + tag}};
  const auto again = ask("GET", "/api/v1/resources", known);
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  daemon.shown.resources.begin()->second.failures = 7;
  EXPECT_EQ(ask("GET", "/api/v1/resources", known).status, 200);
}

TEST_F(DaemonServerTest, documents_say_what_the_status_says) {
  const auto project = first(document("/api/v1/projects"), "projects");
  EXPECT_EQ(text_at(project, "/name"), "\"infra\"");
  EXPECT_EQ(text_at(project, "/hourly"), "\"2.2900001\"");
  EXPECT_EQ(text_at(project, "/runwaySeconds"), "5400");
  EXPECT_EQ(text_at(first(project, "suspensions"), "/resource"), "\"Volume/data\"");
  EXPECT_EQ(text_at(first(project, "stock"), "/gpus"), "7");
  const auto trainer = document("/api/v1/resources/VirtualMachine/trainer");
  EXPECT_EQ(text_at(trainer, "/id"), "null");
  EXPECT_EQ(text_at(trainer, "/failures"), "2");
  EXPECT_EQ(text_at(trainer, "/nextAttempt"), "\"2026-01-01T00:00:30Z\"");
  EXPECT_EQ(text_at(first(trainer, "conditions"), "/reason"), "\"NoCapacity\"");
  const auto schedule = first(document("/api/v1/schedules"), "schedules");
  EXPECT_EQ(text_at(schedule, "/next"), "[\"2026-01-01T03:00:00Z\"]");
  EXPECT_EQ(text_at(document("/api/v1/plans/bbbbbbbb02"), "/text"), "\"- all\\n\"");
  EXPECT_EQ(text_at(first(document("/api/v1/plans"), "plans"), "/text"), "(nothing)");
}

TEST_F(DaemonServerTest, events_can_be_read_from_one_on) {
  EXPECT_EQ(text_at(first(document("/api/v1/events"), "events"), "/number"), "1");
  EXPECT_EQ(text_at(first(document("/api/v1/events?since=1"), "events"), "/number"), "2");
  EXPECT_EQ(to_json(document("/api/v1/events?since=2")), R"({"events":[],"last":2})");
  daemon.shown.events.front().key = {Kind::project, ""};
  EXPECT_EQ(text_at(first(document("/api/v1/events"), "events"), "/name"), "\"infra\"");
}

TEST_F(DaemonServerTest, what_is_asked_reaches_the_daemon) {
  struct Case {
    const char* path;
    const char* body;
    const char* asked;
  };
  const Case cases[] = {
      {"suspend", R"({"resource": "Volume/data", "reason": "a move", "for": "2h"})",
       "suspend Volume/data until 2026-01-01T02:00:00Z: a move"},
      {"suspend", R"({"resource": "project", "reason": "an audit"})",
       "suspend Project/ until resumed: an audit"},
      {"resume", R"({"resource": "project"})", "resume Project/"},
      {"reconcile", "", "reconcile"},
      {"reconcile", R"({"wait": true})", "reconcile, wait 10m"},
      {"reconcile", R"({"wait": true, "limit": "1h"})", "reconcile, wait 1h"},
      {"approve", R"({"plan": "bbbbbbbb02"})", "approve bbbbbbbb02"},
      {"approve", R"({"plan": "bbbbbb"})", "approve bbbbbbbb02"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.body);
    daemon.asked.clear();
    EXPECT_EQ(post(std::string("/api/v1/") + c.path, c.body).status, 200);
    EXPECT_THAT(daemon.asked, ElementsAre(c.asked));
  }
}

TEST_F(DaemonServerTest, requests_that_make_no_sense_are_refused_with_the_reason) {
  struct Case {
    const char* path;
    std::string body;
    int status;
    const char* words;
  };
  const Case cases[] = {
      {"suspend", "", 400, "KIND/NAME"},
      {"suspend", "[]", 400, "not a JSON object"},
      {"suspend", "{", 400, "not a JSON object"},
      {"suspend", std::string(9000, ' '), 400, "longer than"},
      {"suspend", R"({"resource": "Volume/data"})", 400, "say why"},
      {"suspend", R"({"resource": "Volume", "reason": "x"})", 400, "KIND/NAME"},
      {"suspend", R"({"resource": "Project/infra", "reason": "x"})", 400, "KIND/NAME"},
      {"suspend", R"({"resource": "Volume/data", "reason": 7})", 400, "\\\"reason\\\""},
      {"suspend", R"({"resource": "Volume/data", "reason": "x", "for": "-2h"})", 400, "duration"},
      {"suspend", R"({"resource": "Volume/data", "reason": "x", "until": "2h"})", 400, "until"},
      {"resume", "{}", 400, "KIND/NAME"},
      {"reconcile", R"({"wait": "yes"})", 400, "true or false"},
      {"approve", R"({"plan": "bbb"})", 400, "first 6"},
      {"approve", R"({"plan": "aaaaaaaa01"})", 404, "no plan waits"},
      {"approve", R"({"plan": "bbbbbbbb03"})", 404, "no plan waits"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.body.substr(0, 80));
    const auto reply = post(std::string("/api/v1/") + c.path, c.body);
    EXPECT_EQ(reply.status, c.status);
    EXPECT_THAT(reply.body, HasSubstr(c.words));
  }
  EXPECT_THAT(daemon.asked, IsEmpty());
}

TEST_F(DaemonServerTest, a_hash_that_two_waiting_plans_begin_with_approves_neither) {
  daemon.shown.plans.push_back(daemon.shown.plans.back());
  daemon.shown.plans.back().hash = "bbbbbbbb99";
  EXPECT_EQ(post("/api/v1/approve", R"({"plan": "bbbbbb"})").status, 409);
  EXPECT_THAT(daemon.asked, IsEmpty());
}

TEST_F(DaemonServerTest, what_the_daemon_cannot_do_is_an_error_with_its_code) {
  struct Case {
    Errc code;
    int status;
  };
  for (const auto& [code, status] :
       {Case{Errc::not_found, 404}, Case{Errc::stale, 409}, Case{Errc::locked, 409},
        Case{Errc::denied, 403}, Case{Errc::timed_out, 504}, Case{Errc::cancelled, 503},
        Case{Errc::io, 500}, Case{Errc::unauthorized, 502}}) {
    daemon.outcome = fail(code, "for a reason");
    const auto reply = post("/api/v1/reconcile", "");
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.body, R"({"error":{"code":")" + std::string(to_string(code)) +
                              R"(","message":"for a reason"}})" + "\n");
  }
}

TEST_F(DaemonServerTest, health_answers_say_why_not) {
  daemon.shown.last_cycle_at = clock.wall_now() - std::chrono::minutes(4);
  daemon.shown.ready = false;
  const auto live = ask("GET", "/livez", {});
  EXPECT_EQ(live.status, 503);
  EXPECT_THAT(live.body, HasSubstr("no cycle has ended for 4m; three intervals are 3m"));
  const auto ready = ask("GET", "/readyz", {});
  EXPECT_EQ(ready.status, 503);
  EXPECT_THAT(ready.body, HasSubstr("first cycle"));
  EXPECT_THAT(ask("GET", "/").body, HasSubstr("no cycle has ended"));
}

TEST_F(DaemonServerTest, the_page_shows_everything_and_runs_nothing) {
  const auto page = ask("GET", "/");
  for (const char* words : {"infra", "main@1a2b3c4d", "VirtualMachine/trainer", "bbbbbbbb02",
                            "4 deletions", "SnapshotSchedule/nightly", "a disk is moved",
                            "2.29 EUR", "1h30m", "no &lt;L40&gt; is free"})
    EXPECT_THAT(page.body, HasSubstr(words));
  EXPECT_THAT(page.body, Not(HasSubstr("<L40>")));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(std::string(net::find_header(page.headers, "Content-Security-Policy").value_or("")),
              HasSubstr("default-src 'none'"));
}

TEST_F(DaemonServerTest, a_failing_daemon_still_has_metrics_with_its_version) {
  daemon.shown = DaemonStatus();
  EXPECT_THAT(ask("GET", "/metrics", {}).body,
              HasSubstr("muster_build_info{version=\"1.2.3\"} 1\n"));
}

TEST_F(DaemonServerTest, further_routes_are_answered_by_whoever_brought_them) {
  const auto answer = [](net::HttpRequest request, const net::NamedValues& params) {
    return at_once({202, {}, request.body + params.front().second});
  };
  DaemonServer other(
      clock, daemon,
      {.token = "right",
       .extra_routes = {{"POST", "/hook/{forge}", DaemonRoute::Access::everybody, answer}}});
  net::HttpRequest request{"POST", "/hook/github", {}, "hi "};
  const auto reply = clock.run(other.answer(std::move(request)));
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->response.status, 202);
  EXPECT_EQ(reply->response.body, "hi github");
}

}  // namespace
}  // namespace muster
