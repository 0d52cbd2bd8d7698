#include "manifests/rules.hpp"

#include "tests/manifests/support.hpp"

#include <string>

#include <gtest/gtest.h>

namespace muster {
namespace {

std::string volume(const std::string& name, const std::string& tier, const std::string& region,
                   const std::string& type) {
  return manifest("Volume", name,
                  "{tier: " + tier + ", region: " + region + ", type: " + type + ", size: 100}");
}

struct RuleCase {
  const char* reason;
  std::string text;
  std::string expected;  // of the only message
};

void expect_rule(const RuleCase& one) {
  const auto loaded = load_text(one.text);
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << one.reason << "\n" << rendered(loaded.diagnostics);
  EXPECT_EQ(loaded.diagnostics[0].message, one.expected) << one.reason;
  EXPECT_GT(loaded.diagnostics[0].position.line, 0U) << one.reason;
}

TEST(Rules, hold_the_tiers_apart) {
  const std::string here = "; this machine is on advanced (a.yaml:5:14)";
  for (const auto& one : {
           RuleCase{"firewalls", machine("vm", "firewalls: []", "advanced"),
                    "`firewalls` exists only on the legacy tier" + here},
           RuleCase{"own rules", machine("vm", "securityRules: []", "advanced"),
                    "`securityRules` exists only on the legacy tier" + here},
           RuleCase{"public address", machine("vm", "publicIp: false", "advanced"),
                    "`publicIp` exists only on the legacy tier" + here},
           RuleCase{"cloud-init", machine("vm", "userData: x", "advanced"),
                    "`userData` exists only on the legacy tier" + here},
           RuleCase{"startup script", machine("vm", "startupScript: {existing: s}"),
                    "`startupScript` exists only on the advanced tier; this machine is on legacy "
                    "(a.yaml:5:14)"},
           RuleCase{
               "boot image",
               manifest(
                   "VirtualMachine", "vm",
                   "{tier: advanced, region: R, gpu: {model: H, count: 1}, boot: {customImage: "
                   "{existing: i}}, sshKeys: [{existing: bob}]}"),
               "`customImage` exists only on the legacy tier" + here},
           RuleCase{"host name", machine("Vm_1", "", "advanced"),
                    "the name of an advanced machine becomes its host name: only a-z, 0-9 and `-`, "
                    "found `Vm_1`"},
           RuleCase{"volume type", volume("v", "legacy", "R", "NVMe"),
                    "NVMe volumes exist only on the advanced tier"},
           RuleCase{"volume type", volume("v", "advanced", "R", "SSD"),
                    "SSD volumes exist only on the legacy tier"},
           RuleCase{
               "snapshot",
               machine("vm", "", "advanced") + manifest("Snapshot", "s", "{virtualMachine: vm}"),
               "snapshots exist only on the legacy tier, and `vm` is on the other (a.yaml:5:14)"},
           RuleCase{
               "schedule",
               machine("vm", "", "advanced") +
                   manifest("SnapshotSchedule", "s",
                            "{virtualMachines: {names: [vm]}, schedule: \"@daily\", retention: "
                            "{keepLast: 1}}"),
               "snapshots exist only on the legacy tier, and `vm` is on the other (a.yaml:5:14)"},
       })
    expect_rule(one);
}

TEST(Rules, hold_regions_together) {
  for (const auto& one : {
           RuleCase{"volume", machine("vm", "volumes: [v]") + volume("v", "legacy", "US-1", "SSD"),
                    "volume `v` is in US-1 (a.yaml:10:30), this machine in CANADA-1 (a.yaml:5:30)"},
           RuleCase{"volume of the other tier",
                    machine("vm", "volumes: [v]") + volume("v", "advanced", "CANADA-1", "HDD"),
                    "volume `v` is on the advanced tier (a.yaml:10:14), this machine on legacy "
                    "(a.yaml:5:14)"},
           RuleCase{
               "boot volume",
               manifest("VirtualMachine", "vm",
                        "{tier: legacy, region: R, gpu: {model: H, count: 1}, boot: {volume: v}, "
                        "sshKeys: "
                        "[{existing: bob}]}") +
                   volume("v", "legacy", "US-1", "SSD"),
               "volume `v` is in US-1 (a.yaml:10:30), this machine in R (a.yaml:5:30)"},
           RuleCase{
               "firewall",
               machine("vm", "firewalls: [f]") + manifest("Firewall", "f", "{region: US-1}"),
               "firewall `f` is in US-1 (a.yaml:10:16), this machine in CANADA-1 (a.yaml:5:30)"},
       })
    expect_rule(one);
}

TEST(Rules, attach_a_volume_once) {
  const std::string v = volume("v", "legacy", "CANADA-1", "SSD");
  for (const auto& one : {
           RuleCase{"two machines", v + machine("a", "volumes: [v]") + machine("b", "volumes: [v]"),
                    "volume `v` is already used by VirtualMachine/a (a.yaml:10:133)"},
           RuleCase{
               "existing volume",
               machine("a", "volumes: [{existing: v}]") + machine("b", "volumes: [{existing: v}]"),
               "volume `v` is already used by VirtualMachine/a (a.yaml:5:133)"},
           RuleCase{"replicas", v + machine("a", "replicas: 2, volumes: [v]"),
                    "volume `v` can be attached to one machine only, not to each replica"},
       })
    expect_rule(one);
}

TEST(Rules, want_ports_only_where_there_are_ports) {
  expect_rule({"firewall",
               manifest("Firewall", "f",
                        "{region: R, rules: [{direction: ingress, protocol: icmp, ports: 22, cidr: "
                        "10.0.0.0/8}]}"),
               "icmp has no ports"});
  expect_rule({"machine",
               machine("vm",
                       "securityRules: [{direction: egress, protocol: any, ports: 1-2, cidr: "
                       "0.0.0.0/0}]"),
               "any has no ports"});
}

TEST(Rules, want_schedules_that_do_something) {
  expect_rule({"retention",
               machine("vm") + manifest("SnapshotSchedule", "s",
                                        "{virtualMachines: {names: [vm]}, schedule: \"@daily\", "
                                        "retention: {}}"),
               "the retention keeps nothing"});
  const auto schedule = [](const std::string& more) {
    return machine("vm") +
           manifest("SnapshotSchedule", "s",
                    "{virtualMachines: {names: [vm]}, schedule: \"@daily\", " + more + "}");
  };
  for (const auto& one :
       {RuleCase{"nothing counts", schedule("retention: {keepDaily: 0}"),
                 "the retention keeps nothing"},
        RuleCase{"deadline", schedule("retention: {keepLast: 1}, startingDeadline: 0s"),
                 "no run could ever start in time"},
        RuleCase{"window",
                 schedule("retention: {keepLast: 1}, maintenanceWindow: {from: \"01:00\", to: "
                          "\"01:00\"}"),
                 "the maintenance window ends when it begins"},
        RuleCase{
            "whose schedule",
            machine("vm") + manifest("Snapshot", "s", "{virtualMachine: vm, schedule: nightly}"),
            "muster alone sets `schedule`, on the snapshots that a schedule takes"}})
    expect_rule(one);
  const auto loaded = load_text(manifest(
      "PowerSchedule", "s",
      "{virtualMachines: {matchLabels: {a: b}}, hibernate: \"@daily\", restore: \"@hourly\"}"));
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].severity, Severity::warning);
  EXPECT_EQ(loaded.diagnostics[0].message, "no machine has these labels");
}

TEST(Rules, warn_of_schedules_and_leases_that_mean_nothing) {
  const auto nights = manifest("PowerSchedule", "s",
                               "{virtualMachines: {names: [vm]}, hibernate: \"@daily\", restore: "
                               "\"@hourly\"}");
  for (const auto& one :
       {RuleCase{
            "a machine that is to be down", machine("vm", "powerState: Hibernated") + nights,
            "`vm` stays Hibernated, as its manifest says (a.yaml:5:135): the schedule does nothing "
            "about it"},
        RuleCase{
            "a machine that others switch",
            machine("vm", "lifecycle: {ignore: [/spec/powerState]}") + nights,
            "`vm` leaves its power state to others (a.yaml:5:143): the schedule does nothing about "
            "it"},
        RuleCase{
            "no snapshots there", machine("vm", "ttl: 1h, finalSnapshot: true", "advanced"),
            "snapshots exist only on the legacy tier (a.yaml:5:14): the machine ends without one"},
        RuleCase{"no lease", machine("vm", "onExpiry: delete"),
                 "`onExpiry` means nothing without `ttl`"},
        RuleCase{"no end", machine("vm", "finalSnapshot: true"),
                 "`finalSnapshot` means nothing without `ttl`"}}) {
    expect_rule(one);
    EXPECT_EQ(load_text(one.text).diagnostics[0].severity, Severity::warning) << one.reason;
  }
  EXPECT_TRUE(load_text(machine("vm", "powerState: Active") + nights).diagnostics.empty());
}

TEST(Rules, work_without_positions) {
  DesiredState desired;
  Resource volume_resource;
  volume_resource.key = {Kind::volume, "v"};
  volume_resource.spec = VolumeSpec{.tier = Tier::legacy, .type = VolumeType::hdd};
  desired.resources.push_back(volume_resource);
  EXPECT_EQ(check_rules(desired).size(), 1U);
}

TEST(Rules, say_nothing_of_values_that_could_not_be_read) {
  const auto loaded = load_text(machine("vm", "publicIp: maybe", "advanced"));
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].message, "`publicIp`: expected true or false, found a text");
}

}  // namespace
}  // namespace muster
