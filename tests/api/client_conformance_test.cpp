#include "api/observe.hpp"
#include "tests/api/sandbox_account.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster::api {
namespace {

using namespace std::chrono_literals;
using test::public_key;
using Account = test::SandboxAccount;

const SecurityRule ssh_rule{Direction::ingress, Protocol::tcp, Ports{22, 22},
                            *parse_cidr("0.0.0.0/0")};
const SecurityRule ping_rule{Direction::egress, Protocol::icmp, {}, *parse_cidr("2001:db8::/32")};

TEST(ClientConformance, ssh_keys) {
  Account account;
  const auto id = account.key();
  const auto keys = account.must(account.client.list_ssh_keys({}));
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].id, id);
  EXPECT_EQ(keys[0].name, "ann");
  EXPECT_EQ(keys[0].public_key, public_key);
  EXPECT_TRUE(keys[0].created_at);
  EXPECT_EQ(account.must(account.client.get_ssh_key({}, id)).id, id);
  const auto again = account.run(account.client.create_ssh_key({}, "ann", public_key));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), Errc::conflict);
  account.must(account.client.delete_ssh_key({}, id));
  EXPECT_TRUE(account.must(account.client.list_ssh_keys({})).empty());
  EXPECT_EQ(account.run(account.client.get_ssh_key({}, id)).error().code(), Errc::not_found);
}

TEST(ClientConformance, scripts) {
  Account account;
  const auto id = account.must(account.client.create_script({}, "setup", "#!/bin/sh\n\xc3\xa9"));
  auto scripts = account.must(account.client.list_scripts({}));
  ASSERT_EQ(scripts.size(), 1U);
  EXPECT_EQ(scripts[0].content, "#!/bin/sh\n\xc3\xa9");
  account.must(account.client.update_script({}, id, "#!/bin/sh\nreboot"));
  const auto script = account.must(account.client.get_script({}, id));
  EXPECT_EQ(script.name, "setup");
  EXPECT_EQ(script.content, "#!/bin/sh\nreboot");
  account.must(account.client.delete_script({}, id));
  EXPECT_TRUE(account.must(account.client.list_scripts({})).empty());
}

TEST(ClientConformance, volumes) {
  Account account;
  const auto id = account.volume("data", Tier::advanced);
  auto volume = account.must(account.client.get_volume({}, id));
  EXPECT_EQ(volume.name, "data");
  EXPECT_EQ(volume.state, VolumeState::available);
  EXPECT_EQ(volume.tier, Tier::advanced);
  EXPECT_EQ(volume.type, VolumeType::nvme);
  EXPECT_EQ(volume.region, "FIN-01");
  EXPECT_EQ(volume.size, Gigabytes{100});
  EXPECT_EQ(volume.description, "for tests");
  account.must(account.client.resize_volume({}, id, Gigabytes{300}));
  account.wait(15s);
  const auto volumes = account.must(account.client.list_volumes({}));
  ASSERT_EQ(volumes.size(), 1U);
  EXPECT_EQ(volumes[0].size, Gigabytes{300});
  account.must(account.client.delete_volume({}, id));
  account.wait(1min);
  EXPECT_TRUE(account.must(account.client.list_volumes({})).empty());
}

TEST(ClientConformance, firewalls) {
  Account account;
  const auto machine = account.running(account.machine("web", account.key()));
  const auto id = account.must(account.client.create_firewall(
      {}, {.name = "edge", .region = "NORWAY-1", .description = "front"}));
  account.wait(5s);
  account.must(account.client.add_firewall_rule({}, id, ssh_rule));
  account.must(account.client.add_firewall_rule({}, id, ping_rule));
  account.must(account.client.set_firewall_members({}, id, {machine}));
  account.wait(10s);
  auto firewalls = account.must(account.client.list_firewalls({}));
  ASSERT_EQ(firewalls.size(), 1U);
  EXPECT_EQ(firewalls[0].name, "edge");
  EXPECT_EQ(firewalls[0].state, SetupState::ready);
  EXPECT_EQ(firewalls[0].region, "NORWAY-1");
  EXPECT_EQ(firewalls[0].description, "front");
  ASSERT_EQ(firewalls[0].rules.size(), 2U);
  ASSERT_EQ(firewalls[0].members.size(), 1U);
  EXPECT_EQ(firewalls[0].members[0].machine, machine);
  EXPECT_EQ(firewalls[0].members[0].state, SetupState::ready);
  for (const auto& rule : firewalls[0].rules) {
    EXPECT_TRUE(rule.rule == ssh_rule || rule.rule == ping_rule);
    EXPECT_EQ(rule.state, SetupState::ready);
    account.must(account.client.remove_firewall_rule({}, id, rule.id));
  }
  account.must(account.client.set_firewall_members({}, id, {}));
  account.wait(10s);
  const auto firewall = account.must(account.client.get_firewall({}, id));
  EXPECT_TRUE(firewall.rules.empty());
  EXPECT_TRUE(firewall.members.empty());
  account.must(account.client.delete_firewall({}, id));
  account.wait(10s);
  EXPECT_TRUE(account.must(account.client.list_firewalls({})).empty());
}

TEST(ClientConformance, deployment) {
  Account account;
  const auto data = account.volume("data");
  auto wanted = account.machine("trainer", account.key());
  wanted.public_ip = true;
  wanted.security_rules = {ssh_rule};
  wanted.user_data = "#cloud-config";
  wanted.volumes = {data};
  const auto id = account.running(wanted);
  account.wait(1min);
  const auto machines = account.must(account.client.list_instances({}));
  ASSERT_EQ(machines.size(), 1U);
  const auto& machine = machines[0];
  EXPECT_EQ(machine.id, id);
  EXPECT_EQ(machine.name, "trainer");
  EXPECT_EQ(machine.state, VmState::active) << machine.status;
  EXPECT_EQ(machine.tier, Tier::legacy);
  EXPECT_EQ(machine.region, "NORWAY-1");
  EXPECT_EQ(machine.gpu_model, wanted.gpu_model);
  EXPECT_EQ(machine.gpu_count, 1);
  EXPECT_EQ(machine.os_image, wanted.os_image);
  EXPECT_TRUE(machine.has_server);
  EXPECT_TRUE(machine.public_ip);
  EXPECT_FALSE(machine.public_ip_changing);
  EXPECT_EQ(machine.ssh_keys, (std::vector<std::string>{"ann"}));
  ASSERT_EQ(machine.rules.size(), 1U);
  EXPECT_EQ(machine.rules[0].rule, ssh_rule);
  EXPECT_TRUE(std::ranges::any_of(machine.volumes,
                                  [&](const auto& volume) { return volume.volume == data; }));
  EXPECT_EQ(account.must(account.client.get_volume({}, data)).attached_to,
            (std::vector<RemoteId>{id}));
}

TEST(ClientConformance, power) {
  Account account;
  const auto id = account.running(account.machine("trainer", account.key()));
  const auto state = [&] { return account.must(account.client.get_instance({}, id)).state; };
  account.must(account.client.stop_instance({}, id));
  EXPECT_EQ(state(), VmState::stopping);
  account.wait(5min);
  EXPECT_EQ(state(), VmState::stopped);
  account.must(account.client.start_instance({}, id));
  account.wait(5min);
  EXPECT_EQ(state(), VmState::active);
  account.must(account.client.hibernate_instance({}, id));
  account.wait(5min);
  EXPECT_EQ(state(), VmState::hibernated);
  const auto refused = account.run(account.client.stop_instance({}, id));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().code() == Errc::conflict || refused.error().code() == Errc::rejected);
  account.must(account.client.restore_instance({}, id));
  account.wait(5min);
  EXPECT_EQ(state(), VmState::active);
  account.must(account.client.delete_instance({}, id));
  account.wait(5min);
  EXPECT_TRUE(account.must(account.client.list_instances({})).empty());
}

TEST(ClientConformance, changes_of_a_machine) {
  Account account;
  const auto id = account.running(account.machine("trainer", account.key()));
  const auto look = [&] { return account.must(account.client.get_instance({}, id)); };
  EXPECT_FALSE(look().public_ip);
  account.must(account.client.toggle_public_ip({}, id));
  account.wait(1min);
  EXPECT_TRUE(look().public_ip);
  account.must(account.client.add_instance_rule({}, id, ping_rule));
  account.wait(1min);
  const auto rules = look().rules;
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules[0].rule, ping_rule);
  account.must(account.client.remove_instance_rule({}, id, rules[0].id));
  account.wait(1min);
  EXPECT_TRUE(look().rules.empty());
  const auto data = account.volume("data");
  account.must(account.client.attach_volumes({}, id, {data}));
  account.wait(1min);
  const auto attached = account.must(account.client.get_volume({}, data));
  EXPECT_EQ(attached.state, VolumeState::attached) << attached.status;
  EXPECT_EQ(attached.attached_to, (std::vector<RemoteId>{id}));
  account.must(account.client.detach_volumes({}, id, {data}));
  account.wait(1min);
  EXPECT_TRUE(account.must(account.client.get_volume({}, data)).attached_to.empty());
}

TEST(ClientConformance, balance) {
  Account account;
  const auto balance = account.must(account.client.balance({}));
  EXPECT_EQ(balance.amount, (Money{100'000'000'000'000, Currency::usd}));
}

TEST(ClientConformance, nothing_the_sandbox_sends_is_unknown) {
  Account account;
  const auto data = account.volume("data");
  auto wanted = account.machine("trainer", account.key());
  wanted.security_rules = {ssh_rule};
  wanted.volumes = {data};
  const auto id = account.running(wanted);
  const auto firewall =
      account.must(account.client.create_firewall({}, {.name = "edge", .region = "NORWAY-1"}));
  account.wait(5s);
  account.must(account.client.set_firewall_members({}, firewall, {id}));
  account.must(account.client.create_script({}, "setup", "#!/bin/sh"));
  account.must(observe(
      {}, account.client, account.clock,
      {Kind::ssh_key, Kind::startup_script, Kind::firewall, Kind::volume, Kind::virtual_machine}));
  EXPECT_TRUE(account.notices.empty()) << account.notices.front();
}

TEST(ClientConformance, many_volumes_come_in_pages) {
  Account account;
  for (int i = 0; i < 230; ++i)
    account.must(account.client.create_volume(
        {}, {.name = "v" + std::to_string(i), .region = "NORWAY-1", .size = Gigabytes{100}}));
  const auto before = account.client.calls_made();
  EXPECT_EQ(account.must(account.client.list_volumes({})).size(), 230U);
  EXPECT_EQ(account.client.calls_made() - before, 3);
}

TEST(ClientConformance, a_create_is_never_doubled_under_faults) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    Account account({.rate_limit = 0.1,
                     .error_500 = 0.1,
                     .error_503 = 0.1,
                     .reset_before = 0.1,
                     .reset_after = 0.1,
                     .slow = 0.05,
                     .truncate = 0.1},
                    seed);
    const auto created = account.run(account.client.create_volume(
        {}, {.name = "data", .region = "NORWAY-1", .size = Gigabytes{100}}));
    const auto count = account.cloud.objects().size();
    if (created) {
      EXPECT_EQ(count, 1U);
    } else if (created.error().code() == Errc::unknown_outcome) {
      EXPECT_LE(count, 1U);
    } else {
      EXPECT_EQ(count, 0U) << created.error().text();
    }
    const auto volumes = account.run(account.client.list_volumes({}));
    if (volumes) EXPECT_EQ(volumes->size(), count);
  }
}

}  // namespace
}  // namespace muster::api
