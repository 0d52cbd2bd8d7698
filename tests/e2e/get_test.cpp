// `muster get` and `muster diff`: the account beside the record.

#include "tests/e2e/support/world.hpp"

namespace muster::e2e {
namespace {

class Get : public EndToEnd {
 protected:
  void write_volume(const std::string& name, const std::string& size = "100GB") {
    write(name + ".yaml", "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
                              "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: " + size +
                              "}\n");
  }
  void create_foreign_volume(const std::string& name, const std::string& description) {
    api("POST", "/volumes/",
        {{"volume_name", name},
         {"tier", "legacy"},
         {"region", "CANADA-1"},
         {"volume_type", "SSD"},
         {"size_gb", 100},
         {"description", description}});
  }
};

TEST_F(Get, says_when_there_is_nothing) {
  start_sandbox();
  const auto run = muster({"get", "vms"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out, "There are no virtual machines in the account.\n");
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster")) << "looking leaves no file behind";
  EXPECT_EQ(nlohmann::json::parse(muster({"get", "vms", "-o", "json"}).out)["items"].size(), 0U);
}

TEST_F(Get, shows_what_is_foreign_beside_what_is_managed) {
  start_sandbox({"--time-scale", "1000"});
  write_volume("data");
  apply_and_settle();
  create_foreign_volume("else", "");
  const auto table = muster({"get", "volumes"}).out;
  const auto line = [&](const std::string& name) {
    const auto at = table.find("\n" + name) + 1;
    return table.substr(at, table.find('\n', at) - at);
  };
  EXPECT_TRUE(table.starts_with("NAME ")) << table;
  EXPECT_TRUE(line("data").ends_with(" Volume/data")) << table;
  EXPECT_TRUE(line("else").ends_with(" -")) << table;
  const auto one = nlohmann::json::parse(muster({"get", "vol", "data", "-o", "json"}).out);
  ASSERT_EQ(one["items"].size(), 1U);
  EXPECT_EQ(one["items"][0]["managed"], "Volume/data");
  EXPECT_EQ(one["items"][0]["size"], "100GB");
}

TEST_F(Get, works_without_manifests_and_in_spite_of_broken_ones) {
  start_sandbox({"--time-scale", "1000"});
  write_volume("data");
  apply_and_settle();
  write("data.yaml", "kind: [");
  EXPECT_EQ(muster({"plan"}).exit, 65);
  EXPECT_NE(muster({"get", "volumes"}).out.find("Volume/data"), std::string::npos);
  remove("data.yaml");
  remove("muster.yaml");
  EXPECT_NE(muster({"get", "volumes"}).out.find("Volume/data"), std::string::npos);
}

TEST_F(Get, of_a_name_that_is_not_there_suggests_the_nearest) {
  start_sandbox({"--time-scale", "1000"});
  write_volume("datasets");
  apply_and_settle();
  const auto run = muster({"get", "volume", "dataset"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("did you mean datasets?"), std::string::npos) << run.err;
  const auto kind = muster({"get", "volums"});
  EXPECT_EQ(kind.exit, 64);
  EXPECT_NE(kind.err.find("did you mean volumes?"), std::string::npos) << kind.err;
}

TEST_F(Get, shows_no_control_characters_of_the_account) {
  start_sandbox();
  create_foreign_volume("v", "a\x1b[2Jb");
  for (const auto* format : {"wide", "json", "yaml"}) {
    const auto run = muster({"get", "volumes", "-o", format});
    EXPECT_EQ(run.exit, 0) << run.err;
    EXPECT_EQ(run.out.find('\x1b'), std::string::npos) << format;
    EXPECT_NE(run.out.find("[2Jb"), std::string::npos) << format << run.out;
  }
}

TEST_F(Get, without_a_project_that_can_be_read_is_an_error) {
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\nspec: {apy: 1}\n");
  const auto run = muster({"get", "vms"});
  EXPECT_EQ(run.exit, 65) << run.out;
  EXPECT_NE(run.err.find("apy"), std::string::npos) << run.err;
}

class Diff : public Get {};

TEST_F(Diff, says_plainly_when_there_is_no_drift) {
  start_sandbox({"--time-scale", "1000"});
  EXPECT_EQ(muster({"diff", "--detailed-exitcode"}).out, "No drift: muster owns nothing here.\n");
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster"));
  write_volume("data");
  apply_and_settle();
  write_volume("data", "500GB");  // a change of the manifest is no drift
  const auto run = muster({"diff", "--detailed-exitcode"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out, "No drift: 1 resource as applied.\n");
}

TEST_F(Diff, shows_drift_even_when_the_manifests_are_broken) {
  start_sandbox({"--time-scale", "1000"});
  write_volume("data");
  write("firewall.yaml",
        "apiVersion: muster/v1\nkind: Firewall\nmetadata: {name: ssh}\nspec:\n"
        "  region: CANADA-1\n  rules:\n"
        "    - {direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}\n");
  apply_and_settle();
  const auto firewall = rows("firewalls").at(0);
  const std::string id = firewall["firewall_id"];
  const std::string rule = firewall["rules"][0]["id"];
  api("DELETE", "/firewalls/" + id + "/rules/" + rule + "/");
  write("data.yaml", "kind: [");
  const auto run = muster({"diff", "--detailed-exitcode"});
  EXPECT_EQ(run.exit, 2) << run.err;
  EXPECT_NE(run.out.find("Firewall/ssh: changed outside muster"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("Drift: 1 of 2 resources"), std::string::npos) << run.out;
  EXPECT_NE(run.err.find("muster validate"), std::string::npos) << run.err;
  EXPECT_EQ(muster({"diff"}).exit, 0);
  const auto json = nlohmann::json::parse(muster({"diff", "-o", "json"}).out);
  EXPECT_EQ(json["resource_drift"][0]["address"], "Firewall/ssh");
  EXPECT_NE(muster({"diff", "-o", "markdown"}).out.find("```diff"), std::string::npos);
}

}  // namespace
}  // namespace muster::e2e
