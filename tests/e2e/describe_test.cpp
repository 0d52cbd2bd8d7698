// `muster describe`: everything about one thing.

#include "tests/e2e/support/fleet.hpp"

namespace muster::e2e {
namespace {

class Describe : public Fleet {
 protected:
  nlohmann::json described(const std::string& kind, const std::string& name) {
    const auto run = muster({"describe", kind, name, "-o", "json"});
    EXPECT_EQ(run.exit, 0) << run.err;
    return run.exit == 0 ? nlohmann::json::parse(run.out) : nlohmann::json();
  }
};

TEST_F(Describe, a_machine_with_all_it_has) {
  start_fast_sandbox();
  want_fleet();
  apply_and_settle();
  const auto machine = described("vm", "trainer");
  EXPECT_EQ(machine["state"], "ACTIVE");
  EXPECT_EQ(machine["managed"], "VirtualMachine/trainer");
  EXPECT_EQ(machine["manifest"], "fleet.yaml:16");
  EXPECT_EQ(machine["gpu"], "2x H100-PCIe-NVLink-80GB");
  EXPECT_EQ(machine["volumes"][0]["name"], "datasets");
  EXPECT_EQ(machine["firewalls"][0]["name"], "ssh-only");
  EXPECT_EQ(machine["cost"]["perHour"], "4.58");
  EXPECT_EQ(machine["cost"]["currency"], "USD");
  EXPECT_FALSE(machine["cost"]["since"].is_null());
  EXPECT_EQ(machine["recorded"]["protect"], false);
  const auto text = muster({"describe", "vm", "trainer"}).out;
  for (const auto* word : {"fleet.yaml:16", "datasets", "ssh-only", "4.58", "SSHKey/alice"})
    EXPECT_NE(text.find(word), std::string::npos) << word << " is missing in:\n" << text;
}

TEST_F(Describe, a_firewall_with_its_rules_and_the_machines_it_could_go_to) {
  start_fast_sandbox();
  want_fleet();
  apply_and_settle();
  deploy_foreign("lonely");
  const auto firewall = described("firewall", "ssh-only");
  EXPECT_EQ(firewall["rules"][0]["cidr"], "203.0.113.0/24");
  EXPECT_EQ(firewall["machines"][0]["name"], "trainer");
  EXPECT_NE(firewall["candidates"].dump().find("lonely"), std::string::npos) << firewall;
}

TEST_F(Describe, a_volume_that_nobody_manages) {
  start_fast_sandbox();
  create_foreign_volume("scratch", 250);
  const auto volume = described("volume", "scratch");
  EXPECT_TRUE(volume["managed"].is_null());
  EXPECT_TRUE(volume["manifest"].is_null());
  EXPECT_EQ(volume["cost"]["perHour"], "0.025");
  EXPECT_FALSE(volume.contains("recorded"));
}

TEST_F(Describe, of_a_thing_that_is_not_there_suggests_the_nearest) {
  start_fast_sandbox();
  create_foreign_volume("scratch", 250);
  const auto run = muster({"describe", "volume", "scrtch"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("did you mean scratch?"), std::string::npos) << run.err;
}

TEST_F(Describe, what_the_service_offers) {
  start_fast_sandbox();
  EXPECT_EQ(described("region", "CANADA-1")["tier"], "legacy");
  EXPECT_EQ(described("volume-types", "SSD")["tier"], "legacy");
  const auto run = muster({"describe", "regions", "MARS-1"});
  EXPECT_EQ(run.exit, 1) << run.out;
}

}  // namespace
}  // namespace muster::e2e
