#include "tests/api/codec_fixture.hpp"

namespace muster::api {
namespace {

const json plain_instance = json::parse(R"({
  "instance_id": "BRK-123456D", "vm_name": "trainer", "status": "ACTIVE", "tier": "legacy",
  "region": "CANADA-1", "gpu_model": "RTX-A6000", "gpu_count": 2, "server_uuid": "f00-ba4",
  "public_ip": "203.0.113.9", "public_ip_status": "ATTACHED", "private_ip": "10.0.0.4",
  "image": {"name": "Ubuntu Server 22.04 LTS"}, "ssh_keys": [{"name": "zoe"}, {"name": "ann"}],
  "volume_attachments": [
    {"id": 7, "status": "ATTACHED", "device": "/dev/vdb",
     "volume": {"id": "BRK-2V", "name": "data", "bootable": false}},
    {"id": 6, "status": "ATTACHED", "volume": {"id": "BRK-1V", "bootable": true}}],
  "security_rules": [
    {"rule_id": "r1", "direction": "ingress", "ethertype": "IPv4", "protocol": "tcp",
     "port_range_min": 22, "port_range_max": 22, "remote_ip_prefix": "0.0.0.0/0",
     "status": "SUCCESS"}],
  "created_at": "2026-01-15T10:30:00Z"})");

TEST_F(Codec, reads_an_instance_as_documented) {
  const auto machine = instance(plain_instance);
  EXPECT_EQ(machine.id.text, "BRK-123456D");
  EXPECT_EQ(machine.name, "trainer");
  EXPECT_EQ(machine.state, VmState::active);
  EXPECT_EQ(machine.status, "ACTIVE");
  EXPECT_EQ(machine.tier, Tier::legacy);
  EXPECT_EQ(machine.region, "CANADA-1");
  EXPECT_EQ(machine.gpu_model, "RTX-A6000");
  EXPECT_EQ(machine.gpu_count, 2);
  EXPECT_EQ(machine.os_image, "Ubuntu Server 22.04 LTS");
  EXPECT_TRUE(machine.has_server);
  EXPECT_EQ(machine.public_ip, "203.0.113.9");
  EXPECT_FALSE(machine.public_ip_changing);
  EXPECT_EQ(machine.private_ip, "10.0.0.4");
  EXPECT_EQ(machine.ssh_keys, (std::vector<std::string>{"ann", "zoe"}));
  ASSERT_EQ(machine.volumes.size(), 2U);
  EXPECT_EQ(machine.volumes[0].volume.text, "BRK-1V");
  EXPECT_TRUE(machine.volumes[0].bootable);
  EXPECT_FALSE(machine.volumes[1].bootable);
  ASSERT_EQ(machine.rules.size(), 1U);
  EXPECT_EQ(machine.rules[0].rule.ports, (Ports{22, 22}));
  EXPECT_EQ(machine.created_at, parse_timestamp("2026-01-15T10:30:00Z"));
  EXPECT_TRUE(notices.empty()) << notices.front();
}

TEST_F(Codec, reads_an_instance_in_upstream_spelling) {
  const auto machine = instance(json::parse(R"({
    "id": 4711, "name": "trainer", "status": "shutoff", "tier": "Legacy",
    "region": {"id": 3, "name": "NORWAY-1"}, "flavor": {"gpu": "L40", "gpu_count": "4"},
    "floating_ip": "", "floating_ip_status": "DETACHED", "fixed_ip": "10.0.0.5",
    "image": "Ubuntu", "keypair": {"name": "ann"}, "server_uuid": "",
    "volume_attachments": ["BRK-9V", {"volume_id": 12, "status": "DETACHED"},
                           {"volume_id": 13, "status": "ATTACHING"}],
    "security_rules": null, "created_at": "2026-01-15T10:30:00"})"));
  EXPECT_EQ(machine.id.text, "4711");
  EXPECT_EQ(machine.state, VmState::stopped);
  EXPECT_EQ(machine.status, "shutoff");
  EXPECT_EQ(machine.tier, Tier::legacy);
  EXPECT_EQ(machine.region, "NORWAY-1");
  EXPECT_EQ(machine.gpu_model, "L40");
  EXPECT_EQ(machine.gpu_count, 4);
  EXPECT_FALSE(machine.public_ip);
  EXPECT_FALSE(machine.has_server);
  EXPECT_EQ(machine.os_image, "Ubuntu");
  EXPECT_EQ(machine.ssh_keys, (std::vector<std::string>{"ann"}));
  ASSERT_EQ(machine.volumes.size(), 2U);
  EXPECT_EQ(machine.volumes[0].volume.text, "13");
  EXPECT_EQ(machine.volumes[0].state, SetupState::pending);
  EXPECT_EQ(machine.created_at, parse_timestamp("2026-01-15T10:30:00Z"));
}

TEST_F(Codec, keeps_a_status_nobody_told_it_of) {
  auto object = plain_instance;
  object["status"] = "Levitating";
  const auto machine = instance(object);
  EXPECT_EQ(machine.state, VmState::unknown);
  EXPECT_EQ(machine.status, "Levitating");
  EXPECT_EQ(notices.size(), 1U);
  instance(object);
  EXPECT_EQ(notices.size(), 1U);
}

TEST_F(Codec, knows_when_an_address_is_changing) {
  auto object = plain_instance;
  for (const auto* word : {"ATTACHING", "detaching"}) {
    object["public_ip_status"] = word;
    EXPECT_TRUE(instance(object).public_ip_changing) << word;
  }
}

TEST_F(Codec, takes_a_row_that_lacks_something_for_partial) {
  for (const auto* member : {"region", "gpu_model", "gpu_count", "security_rules"}) {
    auto object = plain_instance;
    object.erase(member);
    const auto row = decode_instance(wire, object, Source::list);
    ASSERT_TRUE(row);
    EXPECT_TRUE(row->partial) << member;
  }
  auto object = plain_instance;
  object.erase("security_rules");
  object["tier"] = "advanced";  // has none
  EXPECT_FALSE(decode_instance(wire, object, Source::list)->partial);
}

TEST_F(Codec, refuses_details_a_plan_would_misread) {
  for (const auto* member : {"instance_id", "vm_name", "region", "gpu_model", "gpu_count"}) {
    auto object = plain_instance;
    object.erase(member);
    const auto detail = decode_instance(wire, object, Source::detail);
    ASSERT_FALSE(detail) << member;
    EXPECT_EQ(detail.error().code(), Errc::protocol);
    EXPECT_NE(detail.error().message().find(member), std::string::npos);
  }
}

TEST_F(Codec, reports_unknown_members_once) {
  auto object = plain_instance;
  object["colour"] = "red";
  instance(object);
  object["vm_name"] = "other";
  instance(object);
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_NE(notices.front().find("\"colour\" in its instance objects"), std::string::npos);
}

TEST_F(Codec, bounds_what_it_reports) {
  json object = plain_instance;
  for (int i = 0; i < 5000; ++i) object["member" + std::to_string(i)] = 1;
  instance(object);
  EXPECT_LE(notices.size(), 201U);
}

TEST_F(Codec, reads_a_volume_as_documented) {
  const auto found = volume(json::parse(R"({
    "volume_id": "BRK-123456V", "volume_name": "storage1", "size_gb": 1000, "tier": "advanced",
    "volume_type": "NVMe", "region": "FIN-01", "status": "available", "bootable": false,
    "attachments": [], "description": "data", "created_at": "2026-01-15T10:30:00Z"})"));
  EXPECT_EQ(found.id.text, "BRK-123456V");
  EXPECT_EQ(found.name, "storage1");
  EXPECT_EQ(found.size, Gigabytes{1000});
  EXPECT_EQ(found.tier, Tier::advanced);
  EXPECT_EQ(found.type, VolumeType::nvme);
  EXPECT_EQ(found.region, "FIN-01");
  EXPECT_EQ(found.state, VolumeState::available);
  EXPECT_TRUE(found.attached_to.empty());
  EXPECT_EQ(found.description, "data");
  EXPECT_TRUE(notices.empty()) << notices.front();
}

TEST_F(Codec, reads_ugly_volumes) {
  const auto found = volume(json::parse(R"({
    "id": 12, "name": "v", "size": "250.0", "tier": "ADVANCED", "type": "nvme",
    "location": "FIN-01", "state": "In-Use", "is_bootable": "true", "description": null,
    "attachments": [{"instance_id": 5, "status": "ATTACHED"}, {"instance_id": "5"},
                    {"instance_id": 6, "status": "DETACHED"}], "created_at": 1768473000})"));
  EXPECT_EQ(found.id.text, "12");
  EXPECT_EQ(found.size, Gigabytes{250});
  EXPECT_EQ(found.type, VolumeType::nvme);
  EXPECT_EQ(found.state, VolumeState::attached);
  EXPECT_TRUE(found.bootable);
  EXPECT_EQ(found.attached_to, (std::vector<RemoteId>{{"5"}}));
  EXPECT_FALSE(found.description);
  EXPECT_EQ(found.created_at, parse_timestamp("2026-01-15T10:30:00Z"));
}

TEST_F(Codec, reads_where_a_volume_is_from_one_member) {
  const auto found = volume(
      json::parse(R"({"id":"a","name":"v","size_gb":1,"region":"R","instance_id":"BRK-1D"})"));
  EXPECT_EQ(found.attached_to, (std::vector<RemoteId>{{"BRK-1D"}}));
}

TEST_F(Codec, refuses_a_volume_without_size) {
  const auto object = json::parse(R"({"id":"a","name":"v","size_gb":{},"region":"R"})");
  EXPECT_TRUE(decode_volume(wire, object, Source::list)->partial);
  const auto detail = decode_volume(wire, object, Source::detail);
  ASSERT_FALSE(detail);
  EXPECT_NE(detail.error().message().find("volume.size"), std::string::npos);
}

TEST_F(Codec, reads_firewalls_with_rules_and_members) {
  const auto found = firewall(json::parse(R"({
    "id": 9, "name": "web", "description": "", "status": "SUCCESS",
    "environment": {"id": 1, "name": "default", "region": "CANADA-1"},
    "rules": {"id": 3, "direction": "Ingress", "protocol": "TCP", "port_range_min": 443,
              "port_range_max": null, "remote_ip_prefix": "::/0"},
    "attachments": [{"id": 1, "status": "SUCCESS", "vm": {"id": "BRK-2D"}},
                    {"id": 2, "status": "DETACHED", "vm": {"id": "BRK-3D"}},
                    {"instance_id": "BRK-1D", "status": "ATTACHING"}, "BRK-4D"]})"));
  EXPECT_EQ(found.state, SetupState::ready);
  EXPECT_EQ(found.region, "CANADA-1");
  EXPECT_FALSE(found.description);
  ASSERT_EQ(found.rules.size(), 1U);
  EXPECT_EQ(found.rules[0].rule,
            (SecurityRule{Direction::ingress, Protocol::tcp, Ports{443, 443}, {"::/0", true}}));
  ASSERT_EQ(found.members.size(), 3U);
  EXPECT_EQ(found.members[0].machine.text, "BRK-1D");
  EXPECT_EQ(found.members[0].state, SetupState::pending);
  EXPECT_EQ(found.members[1].machine.text, "BRK-2D");
  EXPECT_EQ(found.members[2].machine.text, "BRK-4D");
}

TEST_F(Codec, asks_for_details_only_when_a_firewall_row_lacks_lists) {
  const auto partial = [&](const char* text) {
    return decode_firewall(wire, json::parse(text), Source::list)->partial;
  };
  EXPECT_TRUE(partial(R"({"id":1,"name":"f","region":"R"})"));
  EXPECT_TRUE(partial(R"({"id":1,"name":"f","region":"R","rules":[],"attached_vm_count":2})"));
  EXPECT_FALSE(partial(R"({"id":1,"name":"f","region":"R","rules":[],"attachments":null})"));
  EXPECT_FALSE(
      partial(R"({"id":1,"name":"f","region":"R","rule_count":0,"attached_vm_count":"0"})"));
}

}  // namespace
}  // namespace muster::api
