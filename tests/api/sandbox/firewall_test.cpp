#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

std::string path(const std::string& id, const std::string& tail = "") {
  return "/firewalls/" + id + "/" + tail;
}

Answer attach(Account& account, const std::string& firewall, const json& instances) {
  return account.post(path(firewall, "attach/"), {{"instance_ids", instances}});
}

TEST(SandboxFirewall, is_created_empty_and_then_ready) {
  Account account;
  const Answer answer = account.post(
      "/firewalls/", {{"name", "web"}, {"region", "US-1"}, {"description", "for the web"}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string id = answer.body["firewall"]["firewall_id"];
  EXPECT_EQ(answer.body["firewall"]["status"], "CREATING");
  EXPECT_EQ(account.post(path(id, "rules/"), ssh_rule).code(), "INVALID_STATE");
  account.wait(3s);
  const json firewall = account.firewall_of(id);
  EXPECT_EQ(firewall["status"], "SUCCESS");
  EXPECT_EQ(firewall["description"], "for the web");
  EXPECT_EQ(firewall["rule_count"], 0);
  EXPECT_EQ(firewall["attached_vm_count"], 0);
}

TEST(SandboxFirewall, there_are_at_most_25) {
  Account account;
  for (int i = 0; i < 25; ++i) account.firewall("fw " + std::to_string(i));
  const Answer answer = account.post("/firewalls/", {{"name", "more"}, {"region", "US-1"}});
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.code(), "LIMIT_REACHED");
}

TEST(SandboxFirewall, refuses_what_the_rules_forbid) {
  Account account;
  account.firewall("web");
  const auto code = [&](const json& body) { return account.post("/firewalls/", body).code(); };
  EXPECT_EQ(code({{"name", "web"}, {"region", "US-1"}}), "NAME_ALREADY_EXISTS");
  EXPECT_EQ(code({{"name", " "}, {"region", "US-1"}}), "INVALID_NAME");
  EXPECT_EQ(code({{"name", "new"}, {"region", "MARS-1"}}), "INVALID_REGION");
  EXPECT_EQ(code({{"name", "new"}, {"region", "FIN-01"}}), "UNSUPPORTED_FOR_TIER");
  EXPECT_EQ(code({{"name", "new"}, {"region", "US-1"}, {"description", std::string(256, 'x')}}),
            "VALIDATION_ERROR");
}

struct RuleCase {
  std::string_view reason;
  json change;
  int status;
};

const RuleCase rule_cases[] = {
    {"as it stands", json::object(), 200},
    {"direction is one of two", {{"direction", "inbound"}}, 400},
    {"ethertype is one of two", {{"ethertype", "ipv4"}}, 400},
    {"the family fits the prefix", {{"ethertype", "IPv6"}}, 400},
    {"IPv6 works", {{"ethertype", "IPv6"}, {"remote_ip_prefix", "::/0"}}, 200},
    {"protocols are known", {{"protocol", "carrier-pigeon"}}, 400},
    {"prefixes are networks", {{"remote_ip_prefix", "anywhere"}}, 400},
    {"prefixes have a sane length", {{"remote_ip_prefix", "10.0.0.0/33"}}, 400},
    {"prefixes have a length after the slash", {{"remote_ip_prefix", "10.0.0.0/"}}, 400},
    {"both ports or none", {{"port_range_max", nullptr}}, 400},
    {"neither port is fine", {{"port_range_min", nullptr}, {"port_range_max", nullptr}}, 200},
    {"ports are in order", {{"port_range_min", 23}}, 400},
    {"ports start at 1", {{"port_range_min", 0}}, 400},
    {"ports end at 65535", {{"port_range_max", 65'536}}, 400},
    {"icmp ignores ports", {{"protocol", "icmp"}, {"port_range_min", 0}}, 200},
};

TEST(SandboxFirewall, rules_are_checked) {
  Account account;
  const std::string id = account.firewall("web");
  for (const RuleCase& c : rule_cases) {
    SCOPED_TRACE(c.reason);
    json rule = ssh_rule;
    rule.merge_patch(c.change);
    const Answer answer = account.post(path(id, "rules/"), rule);
    EXPECT_EQ(answer.status, c.status) << answer.body;
  }
}

TEST(SandboxFirewall, rules_come_and_go) {
  Account account;
  const std::string id = account.firewall("web");
  const Answer added = account.post(path(id, "rules/"), ssh_rule);
  const std::string rule = added.body["rule"]["id"];
  EXPECT_EQ(added.body["rule"]["status"], "PENDING");
  account.wait(2s);
  EXPECT_EQ(account.firewall_of(id)["rules"][0]["status"], "SUCCESS");
  EXPECT_EQ(account.remove(path(id, "rules/" + rule + "/")).status, 200);
  EXPECT_EQ(account.firewall_of(id)["rule_count"], 0);
  EXPECT_EQ(account.remove(path(id, "rules/" + rule + "/")).code(), "RULE_NOT_FOUND");
}

TEST(SandboxFirewall, attaches_in_a_moment) {
  Account account;
  const std::string id = account.firewall("web");
  const std::string instance = account.running(account.legacy("one"));
  ASSERT_EQ(attach(account, id, {instance}).status, 200);
  EXPECT_EQ(account.firewall_of(id)["attachments"][0]["status"], "ATTACHING");
  account.wait(3s);
  const json attachment = account.firewall_of(id)["attachments"][0];
  EXPECT_EQ(attachment["status"], "SUCCESS");
  EXPECT_EQ(attachment["vm"]["id"], instance);
  const json attached = account.get("/instances/" + instance + "/firewalls/").body["firewalls"];
  EXPECT_EQ(attached[0]["firewall_id"], id);
}

TEST(SandboxFirewall, replaces_the_set_or_adds_to_it_as_configured) {
  for (const auto semantics : {AttachSemantics::replace, AttachSemantics::additive}) {
    Options options;
    options.attach = semantics;
    Account account(options);
    const std::string id = account.firewall("web");
    const std::string one = account.running(account.legacy("one"));
    const std::string two = account.running(account.legacy("two"));
    attach(account, id, {one});
    account.wait(3s);
    ASSERT_EQ(attach(account, id, {two}).status, 200);
    account.wait(3s);
    const bool replaced = semantics == AttachSemantics::replace;
    EXPECT_EQ(account.firewall_of(id)["attached_vm_count"], replaced ? 1 : 2);
    EXPECT_EQ(account.get("/instances/" + one + "/firewalls/").body["firewalls"].empty(), replaced);
  }
}

TEST(SandboxFirewall, an_empty_set_detaches_all) {
  Account account;
  const std::string id = account.firewall("web");
  attach(account, id, {account.running(account.legacy("one"))});
  account.wait(3s);
  attach(account, id, json::array());
  EXPECT_EQ(account.firewall_of(id)["attachments"][0]["status"], "DETACHING");
  account.wait(3s);
  EXPECT_TRUE(account.firewall_of(id)["attachments"].empty());
}

TEST(SandboxFirewall, attaches_to_active_instances_with_a_server_only) {
  Account account;
  const std::string id = account.firewall("web");
  const std::string instance = account.post("/deploy/", account.legacy("one")).body["instance_id"];
  EXPECT_EQ(attach(account, id, {instance}).code(), "INVALID_STATE") << "CREATING";
  account.wait(3min);
  ASSERT_EQ(account.status(instance), "ACTIVE");
  EXPECT_EQ(attach(account, id, {instance}).code(), "INVALID_STATE") << "no server_uuid";
  account.wait(5s);
  EXPECT_EQ(attach(account, id, {instance}).status, 200);
  account.post("/instances/" + instance + "/stop/");
  account.wait(20s);
  const std::string other = account.firewall("other");
  EXPECT_EQ(attach(account, other, {instance}).code(), "INVALID_STATE") << "SHUTOFF";
  EXPECT_EQ(attach(account, id, {instance}).status, 200) << "attached already";
}

TEST(SandboxFirewall, attaches_in_its_region_and_tier_only) {
  Account account;
  const std::string id = account.firewall("web", "CANADA-1");
  EXPECT_EQ(attach(account, id, {account.running(account.legacy("one"))}).code(), "INVALID_REGION");
  EXPECT_EQ(attach(account, id, {account.running(account.advanced("two"))}).code(),
            "UNSUPPORTED_FOR_TIER");
  EXPECT_EQ(attach(account, id, {"BRK-1D"}).code(), "INSTANCE_NOT_FOUND");
}

TEST(SandboxFirewall, cannot_be_deleted_while_attached) {
  Account account;
  const std::string id = account.firewall("web");
  const std::string instance = account.running(account.legacy("one"));
  attach(account, id, {instance});
  EXPECT_EQ(account.remove(path(id)).code(), "RESOURCE_IN_USE");
  account.wait(3s);
  account.remove("/instances/" + instance + "/");
  account.wait(20s);
  EXPECT_EQ(account.remove(path(id)).status, 200) << "the instance took its attachment along";
  EXPECT_EQ(account.firewall_of(id)["status"], "DELETING");
  account.wait(3s);
  EXPECT_EQ(account.get(path(id)).code(), "FIREWALL_NOT_FOUND");
}

TEST(SandboxFirewall, lists_the_instances_it_could_be_attached_to) {
  Account account;
  const std::string id = account.firewall("web");
  const std::string one = account.running(account.legacy("one"));
  const std::string two = account.running(account.legacy("two"));
  account.running(account.advanced("three"));
  attach(account, id, {one});
  const auto count = [&](const std::string& query) {
    return account.get("/firewalls/available-instances/" + query).body["instances"].size();
  };
  EXPECT_EQ(count(""), 2U);
  EXPECT_EQ(count("?firewall_id=" + id), 1U);
  EXPECT_EQ(count("?region=US-1"), 0U);
  EXPECT_EQ(account.get("/snapshot-eligible-instances/").body["instances"].size(), 2U);
}

}  // namespace
}  // namespace muster::sandbox
