// The daemon's loop against the sandbox, in virtual time.

#include "tests/controller/reconcile/daemon_world.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

const ResourceKey whole_project{Kind::project, ""};

TEST(Reconciler, makes_the_account_as_the_source_says) {
  DaemonWorld world;
  world.source.commit(volume_text("a") + volume_text("b"));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), (Names{"a", "b"}));
  EXPECT_EQ(world.reason_of_ready(), "ReconciliationSucceeded");
  const auto& resources = world.daemon->status().resources;
  EXPECT_TRUE(is_true(resources.at({Kind::volume, "a"}).conditions, "Ready"));
}

TEST(Reconciler, changes_nothing_for_days_once_all_is_well) {
  DaemonWorld world;
  world.source.commit(volume_text("a") + firewall_text("web", "443") + slow_project());
  ASSERT_TRUE(world.settle());
  const auto changes = world.changes();
  const auto entries = value(run(world.account.clock, world.account.memory.entries())).size();
  world.run_for(std::chrono::days(2));
  EXPECT_EQ(world.changes(), changes) << "P4";
  EXPECT_EQ(value(run(world.account.clock, world.account.memory.entries())).size(), entries)
      << "nothing is written down either";
  EXPECT_GT(world.source.fetches, 2000);
}

TEST(Reconciler, looks_less_often_where_looking_would_take_more_than_half_of_the_calls) {
  const auto with_budget = [](const std::string& calls) {
    return "---\napiVersion: muster/v1\nkind: Project\nmetadata: {name: p}\n"
           "spec: {api: {callsPerMinute: " +
           calls + "}, daemon: {interval: 1m}}\n";
  };
  DaemonWorld world;
  world.source.commit(volume_text("a") + with_budget("500"));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.daemon->status().interval, 1min);
  world.source.commit(volume_text("a") + with_budget("2"));
  ASSERT_TRUE(world.once());
  const auto before = world.counted.calls();
  ASSERT_TRUE(world.once());
  const auto calls = static_cast<std::int64_t>(world.counted.calls() - before);
  EXPECT_GT(calls, 1);
  EXPECT_EQ(world.daemon->status().interval, calls * 1min) << "one call a minute is half of two";
}

TEST(Reconciler, reads_again_what_stands_beside_the_manifests_when_told_to_reload) {
  DaemonWorld world;
  const auto key = [](const std::string& comment) {
    return "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5 " + comment;
  };
  world.environment["KEY"] = key("old");
  world.source.commit(
      "---\napiVersion: muster/v1\nkind: SSHKey\nmetadata: {name: alice}\n"
      "spec: {publicKey: {env: KEY}}\n");
  ASSERT_TRUE(world.settle());
  const auto changes = world.changes();
  world.environment["KEY"] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFub3RoZXIga2V5IQ== alice";
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.changes(), changes) << "the revision is the same";
  world.daemon->reload();
  ASSERT_TRUE(world.settle());
  EXPECT_GT(world.changes(), changes);
}

TEST(Reconciler, follows_the_source_while_it_runs) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  world.run_for(10min);
  world.source.commit(volume_text("a") + volume_text("b"));
  world.run_for(10min);
  EXPECT_EQ(world.names("volume"), (Names{"a", "b"}));
  EXPECT_EQ(world.daemon->status().revision, "commit-2");
}

TEST(Reconciler, writes_down_which_commit_a_plan_carries_out) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  ASSERT_TRUE(world.settle());
  const auto entries = value(run(world.account.clock, world.account.memory.entries()));
  const auto note = std::ranges::find(entries, "revision", &LedgerEntry::type);
  ASSERT_NE(note, entries.end());
  EXPECT_EQ(note->detail, "commit-1");
  const auto intent = std::ranges::find(entries, "intent", &LedgerEntry::type);
  ASSERT_NE(intent, entries.end());
  EXPECT_EQ(intent->plan_hash, note->plan_hash);
}

TEST(Reconciler, keeps_the_last_good_revision_when_a_commit_is_broken) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  ASSERT_TRUE(world.settle());
  world.source.commit("kind: Volume\n");
  ASSERT_TRUE(world.settle());
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), Names{"a"});
  EXPECT_EQ(world.daemon->status().revision, "commit-1");
  EXPECT_EQ(world.daemon->status().latest_revision, "commit-2");
  EXPECT_EQ(world.told("InvalidManifests"), 1U);
  EXPECT_FALSE(is_true(world.daemon->status().conditions, "SourceReady"));
}

TEST(Reconciler, does_not_follow_its_project_to_another_account) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  ASSERT_TRUE(world.settle());
  world.source.commit(volume_text("b") +
                      "---\napiVersion: muster/v1\nkind: Project\nmetadata: {name: p}\n"
                      "spec: {api: {endpoint: https://elsewhere.example/api}}\n");
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), Names{"a"});
  EXPECT_EQ(world.told("RestartNeeded"), 1U);
}

TEST(Reconciler, keeps_the_last_good_revision_when_the_source_is_gone) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  ASSERT_TRUE(world.settle());
  world.source.error = Error(Errc::not_found, "the branch main is gone");
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), Names{"a"});
  EXPECT_EQ(world.told("FetchFailed"), 1U);
  world.source.error.reset();
  ASSERT_TRUE(world.settle());
  EXPECT_TRUE(is_true(world.daemon->status().conditions, "SourceReady"));
}

/// Somebody deletes a volume by hand, and it is gone from the lists.
void delete_by_hand(DaemonWorld& world, const std::string& kind, const std::string& name) {
  auto& account = world.account;
  sleep(account.clock, 2min);
  for (const auto& object : account.cloud.objects())
    if (object.kind == kind && object.name == name) {
      const auto gone = kind == "volume"
                            ? run(account.clock, account.client.delete_volume({}, {object.id}))
                            : run(account.clock, account.client.delete_firewall({}, {object.id}));
      ASSERT_TRUE(gone);
    }
  sleep(account.clock, 2min);
}

TEST(Reconciler, heals_what_somebody_deleted_by_hand) {
  DaemonWorld world;
  world.source.commit(volume_text("a") + volume_text("b") + volume_text("c"));
  ASSERT_TRUE(world.settle());
  delete_by_hand(world, "volume", "b");
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), (Names{"a", "b", "c"}));
}

TEST(Reconciler, asks_when_everything_vanished_at_once) {
  DaemonWorld world;
  world.source.commit(volume_text("a") + volume_text("b"));
  ASSERT_TRUE(world.settle());
  delete_by_hand(world, "volume", "a");
  delete_by_hand(world, "volume", "b");
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), Names{});
  EXPECT_EQ(world.reason_of_ready(), "WaitingForApproval");
}

/// Four volumes, of which the next commit wants none but one more: over the limit of three.
void remove_four(DaemonWorld& world) {
  world.source.commit(volume_text("a") + volume_text("b") + volume_text("c") + volume_text("d") +
                      volume_text("e"));
  ASSERT_TRUE(world.settle());
  world.source.commit(volume_text("e"));
  ASSERT_TRUE(world.settle());
}

TEST(Reconciler, asks_before_it_deletes_more_than_the_limit) {
  DaemonWorld world;
  remove_four(world);
  EXPECT_EQ(world.names("volume").size(), 5U);
  EXPECT_EQ(world.told("WaitingForApproval"), 1U);
  ASSERT_NE(world.waiting_plan(), nullptr);
  EXPECT_NE(world.waiting_plan()->held_by.front().find("deletes 4 things of 5"), std::string::npos)
      << world.waiting_plan()->held_by.front();
}

TEST(Reconciler, performs_a_plan_that_waits_once_it_is_approved) {
  DaemonWorld world;
  remove_four(world);
  ASSERT_NE(world.waiting_plan(), nullptr);
  EXPECT_FALSE(run(world.account.clock, world.daemon->approve("another plan")));
  ASSERT_TRUE(run(world.account.clock, world.daemon->approve(world.waiting_plan()->hash)));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), Names{"e"});
}

TEST(Reconciler, does_not_take_the_approval_of_one_plan_for_another) {
  DaemonWorld world;
  remove_four(world);
  ASSERT_NE(world.waiting_plan(), nullptr);
  ASSERT_TRUE(run(world.account.clock, world.daemon->approve(world.waiting_plan()->hash)));
  world.source.commit(volume_text("f"));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume").size(), 5U);
  EXPECT_EQ(world.reason_of_ready(), "WaitingForApproval");
}

TEST(Reconciler, forgets_an_approval_with_the_revision_that_it_was_about) {
  DaemonWorld world;
  remove_four(world);
  ASSERT_NE(world.waiting_plan(), nullptr);
  ASSERT_TRUE(run(world.account.clock, world.daemon->approve(world.waiting_plan()->hash)));
  world.source.commit(volume_text("a") + volume_text("b") + volume_text("c") + volume_text("d") +
                      volume_text("e"));
  ASSERT_TRUE(world.settle());
  world.source.commit(volume_text("e"));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume").size(), 5U);
  EXPECT_EQ(world.reason_of_ready(), "WaitingForApproval");
}

TEST(Reconciler, asks_when_no_manifest_wants_anything) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  ASSERT_TRUE(world.settle());
  world.source.commit("---\n");
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), Names{"a"});
  EXPECT_EQ(world.reason_of_ready(), "WaitingForApproval");
}

TEST(Reconciler, keeps_its_hands_off_what_is_suspended_even_after_a_restart) {
  DaemonWorld world;
  world.source.commit(firewall_text("web", "80") + volume_text("a"));
  ASSERT_TRUE(world.settle());
  const ResourceKey web{Kind::firewall, "web"};
  ASSERT_TRUE(run(world.account.clock,
                  world.daemon->suspend(web, world.account.clock.wall_now() + 2h, "maintenance")));
  world.start();
  world.source.commit(firewall_text("web", "443") + volume_text("a") + volume_text("b"));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), (Names{"a", "b"}));
  const auto rules = value(run(world.account.clock, world.account.client.list_firewalls({})));
  EXPECT_EQ(rules.front().rules.front().rule.ports->first, 80);
  world.run_for(3h);
  const auto later = value(run(world.account.clock, world.account.client.list_firewalls({})));
  EXPECT_EQ(later.front().rules.front().rule.ports->first, 443) << "the suspension is over";
}

TEST(Reconciler, does_nothing_while_the_project_is_suspended) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  ASSERT_TRUE(world.settle());
  ASSERT_TRUE(run(world.account.clock, world.daemon->suspend(whole_project, {}, "moving")));
  world.source.commit(volume_text("a") + volume_text("b"));
  world.run_for(1h);
  EXPECT_EQ(world.names("volume"), Names{"a"});
  EXPECT_EQ(world.reason_of_ready(), "Suspended");
  ASSERT_TRUE(run(world.account.clock, world.daemon->resume(whole_project)));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), (Names{"a", "b"}));
}

TEST(Reconciler, gives_up_a_field_that_somebody_else_keeps_changing_back) {
  DaemonWorld world;
  world.source.commit(firewall_text("web", "80"));
  ASSERT_TRUE(world.settle());
  const auto meddle = [&] {
    sleep(world.account.clock, 1min);
    const auto walls = value(run(world.account.clock, world.account.client.list_firewalls({})));
    for (const auto& wall : walls)
      for (const auto& live : wall.rules)
        ASSERT_TRUE(run(world.account.clock,
                        world.account.client.remove_firewall_rule({}, wall.id, live.id)));
    sleep(world.account.clock, 1min);
  };
  for (int i = 0; i < 3; ++i) {
    meddle();
    ASSERT_TRUE(world.settle());
  }
  EXPECT_EQ(world.told("Contested"), 1U);
  meddle();
  const auto changes = world.changes();
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.changes(), changes) << "it is written no more";
  EXPECT_EQ(world.told("Contested"), 1U);
  world.source.commit(firewall_text("web", "80") + volume_text("a"));
  ASSERT_TRUE(world.settle());
  EXPECT_GT(world.changes(), changes + 1) << "a commit gives everybody another chance";
  const auto& web = world.daemon->status().resources.at({Kind::firewall, "web"});
  EXPECT_FALSE(is_true(web.conditions, "Contested")) << "and that is shown";
}

TEST(Reconciler, waits_while_another_muster_has_the_lock) {
  DaemonWorld world;
  const auto other = value(run(world.account.clock, world.account.memory.acquire("apply", 5min)));
  world.source.commit(volume_text("a"));
  const auto result = world.once();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), Errc::locked);
  EXPECT_EQ(world.names("volume"), Names{});
  world.run_for(10min);
  EXPECT_EQ(world.names("volume"), Names{"a"}) << "the lease of the other ran out";
}

TEST(Reconciler, answers_reconcile_when_the_cycle_has_ended) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  const auto ask = [](DaemonWorld& w) -> Task<Result<void>> {
    auto stop = std::make_shared<net::StopFlag>();
    auto group = co_await net::TaskGroup::open();
    group.spawn(w.daemon->run(net::Context(stop)));
    co_await w.account.clock.sleep_for(5min);
    w.source.commit(volume_text("b"));
    auto done = co_await w.daemon->reconcile(net::Context(), true);
    stop->request();
    co_await group.join();
    co_return done;
  };
  ASSERT_TRUE(run(world.account.clock, ask(world)));
  EXPECT_EQ(world.daemon->status().revision, "commit-2");
  const auto names = world.names("volume");
  EXPECT_NE(std::ranges::find(names, "b"), names.end());
}

}  // namespace
}  // namespace muster::testing
