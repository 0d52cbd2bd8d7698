// What a hook leads to: the source and the account are looked at side by side.

#include "tests/controller/reconcile/daemon_world.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

/// A daemon at rest, and a hook half a minute after it has looked.
class Hooks : public ::testing::Test {
 protected:
  Hooks() {
    world_.source.clock = &world_.account.clock;
    world_.source.takes = 3s;
    world_.account.meddler.before =
        [this](const net::HttpRequest& request) -> std::optional<Error> {
      if (hooked_at_) note(request);
      return std::nullopt;
    };
  }

  void hook_after(std::function<void()> meanwhile, Duration watched = 15s) {
    ASSERT_TRUE(world_.account.clock.run(story(std::move(meanwhile), watched)));
  }
  std::vector<RemoteId> volumes_called(const std::string& name) {
    std::vector<RemoteId> ids;
    for (const auto& object : world_.account.cloud.objects())
      if (object.kind == "volume" && object.name == name) ids.push_back({object.id});
    return ids;
  }

  DaemonWorld world_;
  std::optional<Duration> first_call_;    // after the hook
  std::optional<Duration> first_change_;  // likewise
  std::uint64_t looks_ = 0;               // from the hook on
  int lists_ = 0;                         // of volumes, before the first change
  /// Somebody else deletes the volume just before the hook.
  std::optional<RemoteId> deleted_;

 private:
  void note(const net::HttpRequest& request) {
    const bool is_volume = request.target.find("/volumes/") != std::string::npos;
    if (!first_call_) first_call_ = since_hook();
    if (!first_change_ && is_volume && request.method != "GET") first_change_ = since_hook();
    if (!first_change_ && request.target.find("/volumes/?") != std::string::npos) ++lists_;
  }
  Duration since_hook() const { return world_.account.clock.now() - *hooked_at_; }
  std::uint64_t cycles() const {
    std::uint64_t sum = 0;
    for (const auto& [result, count] : world_.daemon->status().counters.cycles) sum += count;
    return sum;
  }
  Task<void> story(std::function<void()> meanwhile, Duration watched) {
    auto stop = std::make_shared<net::StopFlag>();
    auto group = co_await net::TaskGroup::open();
    group.spawn(world_.daemon->run(net::Context(stop)));
    co_await world_.account.clock.sleep_for(5min + 30s);
    if (meanwhile) meanwhile();
    if (deleted_) {
      const auto gone = co_await world_.account.client.delete_volume({}, *deleted_);
      EXPECT_TRUE(gone);
      co_await world_.account.clock.sleep_for(5s);
    }
    const auto before = cycles();
    hooked_at_ = world_.account.clock.now();
    world_.daemon->hint("a push");
    co_await world_.account.clock.sleep_for(watched);
    looks_ = cycles() - before;
    stop->request();
    co_await group.join();
  }

  std::optional<net::TimePoint> hooked_at_;
};

TEST_F(Hooks, lead_to_one_look_with_what_they_announce) {
  world_.source.commit(volume_text("a"));
  hook_after([&] { world_.source.commit(volume_text("a") + firewall_text("web", "443")); });
  EXPECT_EQ(looks_, 2U) << "once to do it, once to see that it holds";
  EXPECT_EQ(world_.names("firewall"), Names{"web"});
}

TEST_F(Hooks, do_not_wait_for_the_source_before_the_account_is_looked_at) {
  world_.source.commit(volume_text("a"));
  hook_after([&] { world_.source.commit(volume_text("a") + volume_text("b")); }, 4s);
  ASSERT_TRUE(first_call_ && first_change_);
  EXPECT_LT(*first_call_, 1s);
  EXPECT_LT(*first_change_, 4s);
  EXPECT_EQ(lists_, 1) << "what was seen meanwhile does for the plan";
  EXPECT_EQ(world_.names("volume"), (Names{"a", "b"}));
}

TEST_F(Hooks, heal_what_happened_meanwhile_in_the_same_plan) {
  world_.source.commit(volume_text("a") + volume_text("c"));
  ASSERT_TRUE(world_.settle());
  deleted_ = volumes_called("a").front();
  hook_after([&] { world_.source.commit(volume_text("a") + volume_text("b") + volume_text("c")); });
  EXPECT_EQ(world_.names("volume"), (Names{"a", "b", "c"}));
  EXPECT_EQ(lists_, 1);
  EXPECT_NE(volumes_called("a").front(), *deleted_);
}

TEST_F(Hooks, do_not_hold_up_the_account_where_the_source_is_slow) {
  world_.source.commit(volume_text("a") + slow_project());
  ASSERT_TRUE(world_.settle());
  deleted_ = volumes_called("a").front();
  hook_after(
      [&] {
        world_.source.takes = 5min;
        world_.source.commit(volume_text("a") + volume_text("b") + slow_project());
      },
      1min);
  EXPECT_EQ(world_.names("volume"), Names{"a"}) << "healed, while the source still answers";
  world_.run_for(10min);
  EXPECT_EQ(world_.names("volume"), (Names{"a", "b"}));
}

TEST_F(Hooks, that_announce_nothing_lead_to_one_look) {
  world_.source.commit(volume_text("a"));
  hook_after({});
  EXPECT_EQ(looks_, 1U);
  EXPECT_FALSE(first_change_);
}

TEST_F(Hooks, that_announce_what_cannot_be_used_leave_the_account_as_it_is) {
  world_.source.commit(volume_text("a"));
  hook_after([&] { world_.source.commit("kind: Nonsense\n"); });
  EXPECT_FALSE(first_change_);
  EXPECT_EQ(world_.told("InvalidManifests"), 1U);
  EXPECT_EQ(world_.names("volume"), Names{"a"});
}

}  // namespace
}  // namespace muster::testing
