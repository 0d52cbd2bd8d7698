#include "api/net/service_notify.hpp"

#include "api/net/secret_text.hpp"
#include "api/net/sim_clock.hpp"
#include "tests/api/net/notify_peer.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::net {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(ServiceNotify, reaches_managers_by_path_and_by_abstract_name) {
  const auto unique = std::to_string(::getpid());
  for (const auto& name : {testing::TempDir() + "notify" + unique, "@muster-notify" + unique}) {
    NotifyPeer manager(name);
    const ServiceNotify notify(name);
    notify.ready("listening");
    notify.status("two\nlines");
    notify.watchdog();
    notify.stopping("draining");
    EXPECT_THAT(manager.received(), ElementsAre("READY=1\nSTATUS=listening", "STATUS=two lines",
                                                "WATCHDOG=1", "STOPPING=1\nSTATUS=draining"));
  }
}

TEST(ServiceNotify, is_silent_without_a_manager) {
  for (const std::string name : {"", "/nobody/listens", "relative", "@nobody-listens-muster"}) {
    const ServiceNotify notify(name);
    notify.ready("ok");
    EXPECT_EQ(notify.is_wanted(), !name.empty());
  }
}

TEST(ServiceNotify, the_interval_of_the_watchdog_is_for_the_process_it_is_meant_for) {
  EXPECT_EQ(watchdog_interval("30000000", std::nullopt, 7), Duration(30s));
  EXPECT_EQ(watchdog_interval("30000000", "7", 7), Duration(30s));
  EXPECT_EQ(watchdog_interval("30000000", "8", 7), std::nullopt);
  EXPECT_EQ(watchdog_interval(std::nullopt, "7", 7), std::nullopt);
  EXPECT_EQ(watchdog_interval("0", std::nullopt, 7), std::nullopt);
  EXPECT_EQ(watchdog_interval("soon", std::nullopt, 7), std::nullopt);
}

Task<void> watch_for(SimClock& clock, Context context, ServiceNotify notify,
                     std::function<Result<void>()> is_well) {
  co_await watch_over(context, clock, std::move(notify), Duration(10s), std::move(is_well));
}

TEST(ServiceNotify, the_watchdog_hears_of_a_process_only_while_it_is_well) {
  const auto name = "@muster-watch" + std::to_string(::getpid());
  NotifyPeer manager(name);
  SimClock clock;
  Context context;
  const auto start = clock.now();
  const auto is_well = [&]() -> Result<void> {
    const auto since = clock.now() - start;
    if (since >= Duration(20s)) context.stop_flag()->request();
    if (since < Duration(10s)) return {};
    return fail(Errc::timed_out, "stuck");
  };
  ASSERT_TRUE(clock.run(watch_for(clock, context, ServiceNotify(name), is_well)));
  EXPECT_THAT(manager.received(), ElementsAre("WATCHDOG=1", "WATCHDOG=1", "STATUS=not well: stuck",
                                              "STATUS=not well: stuck", "STATUS=not well: stuck"));
}

TEST(Secret, is_never_the_same_and_compared_as_a_whole) {
  const auto secret = make_secret();
  EXPECT_EQ(secret.size(), 64U);
  EXPECT_EQ(secret.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(make_secret(), secret);
  EXPECT_TRUE(equal_in_constant_time(secret, std::string(secret)));
  EXPECT_FALSE(equal_in_constant_time(secret, secret.substr(1)));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

}  // namespace
}  // namespace muster::net
