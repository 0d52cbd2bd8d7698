#include "api/errors.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr Timestamp now =
    std::chrono::sys_days(std::chrono::year{2026} / 1 / 15) + std::chrono::hours(10);

Error error_of(Operation operation, int status, const std::string& body,
               net::Headers headers = {}) {
  const auto contract = Contract::standard();
  const auto& route = contract.route(operation);
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const net::HttpResponse response{status, std::move(headers), body};
  return error_from_answer(contract, {operation, route.effect, route.method + " /api" + route.path},
                           response, json.is_object() ? &json : nullptr, now);
}

std::string envelope(const std::string& code, const std::string& message = "because") {
  return R"({"success":false,"message":")" + message + R"(","error_code":")" + code +
         R"(","request_id":"q9r0s1t2"})";
}

struct Case {
  const char* reason;
  Operation operation;
  int status;
  std::string body;
  Errc code;
};

class ErrorsOf : public ::testing::TestWithParam<Case> {};

TEST_P(ErrorsOf, answers_follow_status_then_envelope) {
  const auto& c = GetParam();
  EXPECT_EQ(to_string(error_of(c.operation, c.status, c.body).code()), to_string(c.code))
      << c.reason;
}

using Op = Operation;
INSTANTIATE_TEST_SUITE_P(
    Table, ErrorsOf,
    ::testing::Values(
        Case{"documented", Op::list_volumes, 400, envelope("INVALID_DATE_FORMAT"), Errc::rejected},
        Case{"no key", Op::list_volumes, 401, envelope("UNAUTHORIZED"), Errc::unauthorized},
        Case{"no body", Op::list_volumes, 401, "", Errc::unauthorized},
        Case{"credit", Op::deploy_instance, 402, envelope("X"), Errc::payment_required},
        Case{"credit as 400", Op::deploy_instance, 400, envelope("INSUFFICIENT_CREDITS"),
             Errc::payment_required},
        Case{"credit as 403", Op::deploy_instance, 403, envelope("INSUFFICIENT_CREDITS"),
             Errc::payment_required},
        Case{"profile", Op::deploy_instance, 403, envelope("PROFILE_INCOMPLETE"), Errc::forbidden},
        Case{"unknown id", Op::get_volume, 404, envelope("VOLUME_NOT_FOUND"), Errc::not_found},
        Case{"gone", Op::get_volume, 410, "", Errc::not_found},
        Case{"a create that refers to nothing", Op::deploy_instance, 404,
             envelope("SSH_KEY_NOT_FOUND"), Errc::not_found},
        Case{"an unknown list is a wrong path", Op::list_volumes, 404, "<html>", Errc::rejected},
        Case{"wrong method is a wrong route", Op::get_volume, 405, "", Errc::rejected},
        Case{"a timeout of a read", Op::list_volumes, 408, "", Errc::unavailable},
        Case{"a timeout of a create", Op::create_volume, 408, "", Errc::unknown_outcome},
        Case{"state", Op::stop_instance, 409, envelope("INVALID_STATE"), Errc::conflict},
        Case{"state as 400", Op::stop_instance, 400, envelope("INVALID_STATE"), Errc::conflict},
        Case{"tier", Op::create_volume, 422, envelope("UNSUPPORTED_FOR_TIER"), Errc::rejected},
        Case{"too many", Op::create_volume, 429, "", Errc::rate_limited},
        Case{"server, read", Op::list_volumes, 500, envelope("INTERNAL_ERROR"), Errc::unavailable},
        Case{"server, repeatable", Op::delete_volume, 503, "", Errc::unavailable},
        Case{"server, create", Op::create_volume, 500, "", Errc::unknown_outcome},
        Case{"server, deploy", Op::deploy_instance, 503, "busy", Errc::unknown_outcome},
        Case{"never there", Op::create_volume, 501, "", Errc::rejected},
        Case{"stock by code", Op::deploy_instance, 503, envelope("OUT_OF_STOCK"),
             Errc::no_capacity},
        Case{"stock by words", Op::restore_instance, 400, envelope("X", "GPU is Out of Stock"),
             Errc::no_capacity},
        Case{"stock is not a volume's matter", Op::create_volume, 409, envelope("OUT_OF_STOCK"),
             Errc::conflict},
        Case{"redirects", Op::list_volumes, 301, "", Errc::rejected},
        Case{"failure with 200", Op::create_volume, 200, envelope("NAME_ALREADY_EXISTS"),
             Errc::conflict},
        Case{"failure with 200, unknown id", Op::get_volume, 200, envelope("VOLUME_NOT_FOUND"),
             Errc::not_found},
        Case{"failure with 200, unknown code", Op::create_volume, 200, envelope("STRANGE"),
             Errc::rejected},
        Case{"failure with 200 in the server, read", Op::list_volumes, 200,
             envelope("INTERNAL_ERROR"), Errc::unavailable},
        Case{"failure with 200 in the server, create", Op::create_volume, 200,
             envelope("INTERNAL_ERROR"), Errc::unknown_outcome}));

TEST(Errors, say_what_was_asked_what_the_server_said_and_its_request) {
  const auto error =
      error_of(Op::create_volume, 409, envelope("NAME_ALREADY_EXISTS", "Name is taken."));
  EXPECT_EQ(error.message(),
            "POST /api/volumes/: 409 NAME_ALREADY_EXISTS: Name is taken (request q9r0s1t2)");
}

TEST(Errors, say_which_variable_holds_the_key) {
  EXPECT_NE(error_of(Op::list_volumes, 401, "").message().find("MUSTER_API_KEY"),
            std::string::npos);
}

TEST(Errors, name_the_route_to_correct_when_a_path_is_unknown) {
  EXPECT_NE(error_of(Op::list_volumes, 404, "").message().find("list-volumes"), std::string::npos);
}

TEST(Errors, read_a_nested_error_object) {
  const auto error =
      error_of(Op::create_volume, 400, R"({"error":{"code":"NO","message":"nope"}})");
  EXPECT_EQ(error.message(), "POST /api/volumes/: 400 NO: nope");
}

TEST(Errors, print_nothing_that_controls_a_terminal) {
  const auto error = error_of(Op::create_volume, 400, envelope("X", "a\\u001b[31mb\\nc"));
  EXPECT_NE(error.message().find("a?[31mb?c"), std::string::npos) << error.message();
}

TEST(Errors, shorten_endless_messages) {
  const auto error = error_of(Op::create_volume, 400, envelope("X", std::string(10'000, 'm')));
  EXPECT_LT(error.message().size(), 700U);
}

TEST(Errors, quote_only_harmless_bodies) {
  EXPECT_EQ(describe_body(R"({"user_data":"secret)"), "broken JSON");
  EXPECT_EQ(describe_body("<html><body>502"), "an HTML or XML page");
  EXPECT_EQ(describe_body(" \n"), "an empty body");
  EXPECT_EQ(describe_body("upstream gone"), "not JSON but \"upstream gone\"");
}

TEST(Errors, carry_the_delay_the_server_asks_for) {
  const auto error = error_of(Op::list_volumes, 429, "", {{"retry-after", "7"}});
  EXPECT_EQ(error.retry_after(), std::chrono::seconds(7));
}

struct RetryAfterCase {
  const char* value;
  std::optional<Duration> delay;
};

TEST(RetryAfter, is_seconds_or_a_date) {
  const RetryAfterCase cases[] = {
      {"0", std::chrono::seconds(0)},
      {"120", std::chrono::seconds(120)},
      {"99999999999999999999", std::chrono::days(1)},
      {"Thu, 15 Jan 2026 10:00:30 GMT", std::chrono::seconds(30)},
      {"Thu, 15 Jan 2026 09:00:00 GMT", std::chrono::seconds(0)},
      {"Thu, 15 Jan 2036 09:00:00 GMT", std::chrono::days(1)},
      {"Thu, 35 Jan 2026 10:00:30 GMT", std::nullopt},
      {"Thu, 15 Foo 2026 10:00:30 GMT", std::nullopt},
      {"-5", std::nullopt},
      {"soon", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& c : cases)
    EXPECT_EQ(parse_retry_after({{"Retry-After", c.value}}, now), c.delay) << c.value;
  EXPECT_EQ(parse_retry_after({}, now), std::nullopt);
}

TEST(Redaction, removes_the_key_wherever_it_stands) {
  const auto error = without_key(Error(Errc::rejected, "key abcd1234, again abcd1234abcd1234")
                                     .in("asking with abcd1234")
                                     .with_retry_after(std::chrono::seconds(1)),
                                 "abcd1234");
  EXPECT_EQ(error.text(), "asking with [key]: key [key], again [key][key]");
  EXPECT_EQ(error.retry_after(), std::chrono::seconds(1));
  EXPECT_EQ(error.code(), Errc::rejected);
}

}  // namespace
}  // namespace muster::api
