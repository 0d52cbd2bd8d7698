// What doctor makes of an answer, and how it says so.

#include "controller/cli/checkup.hpp"

#include "controller/cli/exit_code.hpp"
#include "controller/cli/run_program.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

using namespace std::chrono_literals;

const Timestamp noon = *parse_timestamp("2026-01-15T12:00:00Z");

net::HttpResponse answer(int status, std::string body = "{}", std::string date = "") {
  net::HttpResponse response{status, {}, std::move(body)};
  if (!date.empty()) response.headers.emplace_back("date", std::move(date));
  return response;
}

const Check& named(const Checks& checks, const std::string& name) {
  static const Check none;
  const auto found = std::ranges::find(checks, name, &Check::name);
  return found == checks.end() ? none : *found;
}

TEST(Doctor, judges_connection_and_key_by_the_answer) {
  struct Case {
    const char* reason;
    net::HttpResponse answer;
    Health connection;
    Health key;
    int exit;
  };
  for (const auto& c :
       {Case{"a list", answer(200), Health::ok, Health::ok, exit_ok},
        Case{"wrong key", answer(401), Health::ok, Health::problem, exit_authentication},
        Case{"not allowed", answer(403), Health::ok, Health::problem, exit_authentication},
        Case{"busy", answer(429), Health::ok, Health::skipped, exit_ok},
        Case{"wrong path", answer(404), Health::problem, Health::skipped, exit_error},
        Case{"moved", answer(302), Health::problem, Health::skipped, exit_error},
        Case{"down", answer(503), Health::problem, Health::skipped, exit_error},
        Case{"a portal", answer(200, "<html>log in</html>"), Health::problem, Health::skipped,
             exit_error}}) {
    SCOPED_TRACE(c.reason);
    const auto checks = judge_answer(c.answer, true, noon);
    EXPECT_EQ(named(checks, "connection").health, c.connection);
    EXPECT_EQ(named(checks, "key").health, c.key);
    EXPECT_EQ(exit_code_of(checks), c.exit);
  }
}

TEST(Doctor, says_why_there_is_no_connection) {
  const auto checks = judge_answer(fail(Errc::connect_failed, "refused"), true, noon);
  EXPECT_EQ(named(checks, "connection").finding, "refused");
  EXPECT_NE(named(checks, "connection").advice.find("PROXY"), std::string::npos);
  EXPECT_EQ(named(checks, "key").health, Health::skipped);
  EXPECT_EQ(exit_code_of(checks), exit_error);
}

TEST(Doctor, says_nothing_of_a_key_that_was_not_sent) {
  EXPECT_EQ(named(judge_answer(answer(401), false, noon), "key").name, "");
}

TEST(Doctor, compares_the_clock_with_the_servers) {
  struct Case {
    const char* date;
    Health health;
    const char* said;
  };
  for (const auto& c : {Case{"Thu, 15 Jan 2026 12:00:30 GMT", Health::ok, "within 1m"},
                        Case{"Thu, 15 Jan 2026 11:50:00 GMT", Health::problem, "10m ahead of"},
                        Case{"Thu, 15 Jan 2026 13:00:00 GMT", Health::problem, "1h behind"},
                        Case{"yesterday", Health::skipped, "not checked"},
                        Case{"", Health::skipped, "not checked"}}) {
    const auto clock = named(judge_answer(answer(200, "{}", c.date), true, noon), "clock");
    EXPECT_EQ(clock.health, c.health) << c.date;
    EXPECT_NE(clock.finding.find(c.said), std::string::npos) << clock.finding;
  }
}

TEST(Doctor, prints_a_line_a_check_and_a_verdict) {
  const Checks checks = {well("version", "1"), problem("key", "no\x1b[2J", "set one"),
                         note("git", "none"), skipped("clock", "not checked")};
  EXPECT_EQ(checks_text(checks),
            "ok       version  1\n"
            "PROBLEM  key      no?[2J\n"
            "                  -> set one\n"
            "note     git      none\n"
            "skipped  clock    not checked\n"
            "\n"
            "1 problem.\n");
  EXPECT_TRUE(checks_text({well("a", "b")}).ends_with("\nAll is well.\n"));
  EXPECT_EQ(*checks_value(checks).find("healthy"), Value(false));
}

TEST(Programs, are_run_to_their_end) {
  const auto echo = run_program({"sh", "-c", "cat; echo hello; echo no >&2; exit 3"});
  ASSERT_TRUE(echo);
  EXPECT_EQ(echo->out, "hello\n") << "no input, and errors are dropped";
  EXPECT_EQ(echo->exit, 3);
  EXPECT_FALSE(run_program({"there-is-no-such-program"}));
  EXPECT_FALSE(run_program({"sh", "-c", "while :; do echo yes; done"})) << "too loud";
}

}  // namespace
}  // namespace muster::cli
