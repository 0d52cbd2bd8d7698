#include "api/retry.hpp"

#include "tests/api/scripted_transport.hpp"

#include <gtest/gtest.h>

namespace muster::api {
namespace {

using namespace std::chrono_literals;

constexpr const char* no_volumes = R"({"success":true,"volumes":[],"total":0,"total_pages":0})";
constexpr const char* one_volume =
    R"({"success":true,"volume":{"volume_id":"BRK-1V","volume_name":"data","size_gb":100,)"
    R"("region":"CANADA-1","status":"available"}})";

NewVolume new_volume() {
  return {.name = "data", .region = "CANADA-1", .size = Gigabytes{100}};
}

TEST(Retry, waits_longer_each_time_and_at_random) {
  net::SeededRandom random(7);
  const RetryPolicy policy{.attempts_max = 100};
  const Error error(Errc::unavailable, "down");
  Duration ceiling = 500ms;
  for (int attempt = 1; attempt < 20; ++attempt) {
    bool varied = false;
    std::optional<Duration> before;
    for (int i = 0; i < 50; ++i) {
      const auto delay = retry_delay(policy, Effect::reads, error, attempt, random);
      ASSERT_TRUE(delay);
      EXPECT_GE(*delay, 0ms);
      EXPECT_LE(*delay, ceiling);
      varied = varied || (before && *before != *delay);
      before = delay;
    }
    EXPECT_TRUE(varied) << attempt;
    ceiling = std::min<Duration>(ceiling * 2, 30s);
  }
}

TEST(Retry, never_waits_less_than_the_server_asks) {
  net::SeededRandom random(7);
  const auto error = Error(Errc::rate_limited, "slow down").with_retry_after(50s);
  EXPECT_EQ(retry_delay({}, Effect::accumulates, error, 1, random), 50s);
}

struct SafetyCase {
  Errc code;
  bool reads;
  bool converges;
  bool accumulates;
};

TEST(Retry, repeats_only_what_is_safe) {
  net::SeededRandom random(7);
  const SafetyCase cases[] = {
      {Errc::connect_failed, true, true, true},      {Errc::rate_limited, true, true, true},
      {Errc::timed_out, true, true, true},           {Errc::unavailable, true, true, false},
      {Errc::unknown_outcome, true, true, false},    {Errc::protocol, true, true, false},
      {Errc::tls_failed, false, false, false},       {Errc::unauthorized, false, false, false},
      {Errc::forbidden, false, false, false},        {Errc::not_found, false, false, false},
      {Errc::conflict, false, false, false},         {Errc::rejected, false, false, false},
      {Errc::no_capacity, false, false, false},      {Errc::cancelled, false, false, false},
      {Errc::payment_required, false, false, false},
  };
  for (const auto& c : cases) {
    const Error error(c.code, "x");
    const auto repeated = [&](Effect effect) {
      return retry_delay({}, effect, error, 1, random).has_value();
    };
    EXPECT_EQ(repeated(Effect::reads), c.reads) << to_string(c.code);
    EXPECT_EQ(repeated(Effect::converges), c.converges) << to_string(c.code);
    EXPECT_EQ(repeated(Effect::accumulates), c.accumulates) << to_string(c.code);
  }
}

TEST(ClientRetries, a_read_until_it_works) {
  World world;
  world.transport.replies = {answer(503, ""), fail(Errc::unknown_outcome, "reset"),
                             answer(200, "{\"volumes\":[{\"vol"), answer(200, no_volumes)};
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_TRUE(volumes) << volumes.error().text();
  EXPECT_EQ(world.client.calls_made(), 4);
}

TEST(ClientRetries, no_more_often_than_allowed) {
  World world({.attempts_max = 3});
  world.transport.otherwise = [](const auto&) { return answer(500, ""); };
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_FALSE(volumes);
  EXPECT_EQ(volumes.error().code(), Errc::unavailable);
  EXPECT_EQ(world.client.calls_made(), 3);
  EXPECT_NE(volumes.error().text().find("gave up after 3 tries"), std::string::npos);
}

TEST(ClientRetries, nothing_beyond_the_deadline) {
  World world;
  world.transport.otherwise = [](const auto&) { return answer(503, "", {{"Retry-After", "20"}}); };
  const auto start = world.clock.now();
  auto context = net::Context().within(world.clock, 30s);
  const auto volumes = world.run(world.client.list_volumes(context));
  ASSERT_FALSE(volumes);
  EXPECT_EQ(volumes.error().code(), Errc::unavailable);
  EXPECT_EQ(world.client.calls_made(), 2);
  EXPECT_LE(world.clock.now(), start + 30s);
}

TEST(ClientRetries, after_exactly_the_delay_the_server_asks_for) {
  World world;
  world.transport.replies = {answer(429, "", {{"Retry-After", "40"}}), answer(200, no_volumes)};
  const auto start = world.clock.now();
  ASSERT_TRUE(world.run(world.client.list_volumes({})));
  EXPECT_EQ(world.transport.seen.at(1).at - start, 40s);
}

TEST(ClientRetries, tell_how_long_the_server_wants_to_be_left_alone) {
  std::vector<Duration> pauses;
  World world({.on_pause = [&](Duration pause) { pauses.push_back(pause); }});
  world.transport.replies = {answer(429, "", {{"Retry-After", "40"}}), answer(200, no_volumes)};
  ASSERT_TRUE(world.run(world.client.list_volumes({})));
  ASSERT_EQ(pauses.size(), 1U);
  EXPECT_EQ(pauses.front(), Duration(40s));
}

TEST(ClientRetries, outlive_a_refused_minute_without_retry_after) {
  World world;
  const auto start = world.clock.now();
  world.transport.otherwise = [&](const auto&) {
    return world.clock.now() < start + 60s ? answer(429, "") : answer(200, no_volumes);
  };
  ASSERT_TRUE(world.run(world.client.list_volumes({})));
  EXPECT_LE(world.client.calls_made(), 5);
}

TEST(ClientRetries, a_create_that_was_not_sent_or_turned_away) {
  World world;
  world.transport.replies = {fail(Errc::connect_failed, "refused"),
                             answer(429, "", {{"Retry-After", "1"}}), answer(200, one_volume)};
  const auto id = world.run(world.client.create_volume({}, new_volume()));
  ASSERT_TRUE(id) << id.error().text();
  EXPECT_EQ(id->text, "BRK-1V");
  EXPECT_EQ(world.client.calls_made(), 3);
}

TEST(ClientRetries, never_a_create_that_may_have_worked) {
  const ScriptedTransport::Reply replies[] = {
      fail(Errc::unknown_outcome, "reset"),
      answer(500, ""),
      answer(503, ""),
      answer(200, "{\"volume\":{\"volu"),
      answer(200, "<html>"),
      answer(201, ""),
      fail(Errc::protocol, "not HTTP"),
      answer(408, ""),
      answer(200, "{\"success\":true}"),
  };
  for (const auto& reply : replies) {
    World world;
    world.transport.replies = {reply};
    const auto id = world.run(world.client.create_volume({}, new_volume()));
    ASSERT_FALSE(id);
    EXPECT_EQ(to_string(id.error().code()), to_string(Errc::unknown_outcome)) << id.error().text();
    EXPECT_EQ(world.client.calls_made(), 1);
  }
}

TEST(ClientRetries, never_a_toggle_a_rule_or_a_power_action) {
  using Action = std::function<Task<Result<void>>(Client&)>;
  const SecurityRule rule{Direction::ingress, Protocol::tcp, Ports{22, 22},
                          Cidr{"0.0.0.0/0", false}};
  const RemoteId id{"BRK-1D"};
  const Action actions[] = {
      [&](Client& c) { return c.toggle_public_ip({}, id); },
      [&](Client& c) { return c.add_instance_rule({}, id, rule); },
      [&](Client& c) { return c.add_firewall_rule({}, id, rule); },
      [&](Client& c) { return c.start_instance({}, id); },
      [&](Client& c) { return c.stop_instance({}, id); },
      [&](Client& c) { return c.hibernate_instance({}, id); },
      [&](Client& c) { return c.restore_instance({}, id); },
  };
  for (const auto& action : actions) {
    World world;
    world.transport.replies = {fail(Errc::unknown_outcome, "reset")};
    const auto done = world.run(action(world.client));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code(), Errc::unknown_outcome);
    EXPECT_EQ(world.client.calls_made(), 1);
  }
}

TEST(ClientRetries, take_not_found_for_done_when_a_delete_was_lost) {
  World world;
  world.transport.replies = {fail(Errc::unknown_outcome, "reset"), answer(404, "")};
  EXPECT_TRUE(world.run(world.client.delete_volume({}, {"BRK-1V"})));
}

TEST(ClientRetries, report_not_found_when_the_first_delete_says_so) {
  World world;
  world.transport.replies = {answer(404, "")};
  const auto done = world.run(world.client.delete_volume({}, {"BRK-1V"}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code(), Errc::not_found);
}

TEST(ClientRetries, doubt_a_refusal_that_follows_a_lost_answer) {
  World world;
  world.transport.replies = {answer(502, ""), answer(409, "")};
  const auto done = world.run(world.client.attach_volumes({}, {"BRK-1D"}, {{"BRK-1V"}}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code(), Errc::unknown_outcome);
}

TEST(ClientRetries, do_not_promise_that_nothing_happened_after_a_lost_answer) {
  World world;
  world.transport.replies = {fail(Errc::unknown_outcome, "reset")};
  world.transport.otherwise = [](const auto&) { return fail(Errc::connect_failed, "refused"); };
  const auto done = world.run(world.client.attach_volumes({}, {"BRK-1D"}, {{"BRK-1V"}}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code(), Errc::unknown_outcome);
}

TEST(ClientRetries, never_a_broken_certificate) {
  World world;
  world.transport.otherwise = [](const auto&) { return fail(Errc::tls_failed, "certificate"); };
  const auto volumes = world.run(world.client.list_volumes({}));
  EXPECT_EQ(volumes.error().code(), Errc::tls_failed);
  EXPECT_EQ(world.client.calls_made(), 1);
}

TEST(ClientRetries, call_a_read_without_answer_unavailable) {
  World world;
  world.transport.otherwise = [](const auto&) { return fail(Errc::unknown_outcome, "reset"); };
  const auto volumes = world.run(world.client.list_volumes({}));
  EXPECT_EQ(volumes.error().code(), Errc::unavailable);
}

TEST(ClientRetries, limit_each_exchange) {
  World world({.request_timeout = 5s, .attempts_max = 2});
  world.transport.latency = std::chrono::hours(1);
  world.transport.otherwise = [](const auto&) { return answer(200, no_volumes); };
  const auto start = world.clock.now();
  EXPECT_FALSE(world.run(world.client.list_volumes({})));
  EXPECT_EQ(world.client.calls_made(), 2);
  EXPECT_LT(world.clock.now() - start, 11s);
}

TEST(ClientRetries, end_soon_after_a_stop_request) {
  World world;
  auto stop = std::make_shared<net::StopFlag>();
  world.transport.otherwise = [&](const auto&) {
    stop->request();
    return answer(503, "", {{"Retry-After", "3600"}});
  };
  const auto start = world.clock.now();
  const auto volumes = world.run(world.client.list_volumes(net::Context(stop)));
  EXPECT_EQ(volumes.error().code(), Errc::cancelled);
  EXPECT_LT(world.clock.now() - start, 1s);
  EXPECT_EQ(world.client.calls_made(), 1);
}

TEST(ClientRetries, send_nothing_once_stopped) {
  World world;
  auto stop = std::make_shared<net::StopFlag>();
  stop->request();
  const auto volumes = world.run(world.client.list_volumes(net::Context(stop)));
  EXPECT_EQ(volumes.error().code(), Errc::cancelled);
  EXPECT_EQ(world.client.calls_made(), 0);
}

}  // namespace
}  // namespace muster::api
