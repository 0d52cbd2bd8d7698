// `muster import`: an account that somebody else made comes under muster, and nothing changes in
// it.

#include "tests/e2e/support/world.hpp"

#include <fstream>
#include <signal.h>
#include <sstream>

#include <gmock/gmock.h>

namespace muster::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ImportVerb : public EndToEnd {
 protected:
  ImportVerb() { start_sandbox({"--time-scale", "1000", "--stock", "unlimited"}); }

  std::string read(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(folder / file, std::ios::binary).rdbuf();
    return text.str();
  }
  bool exists(const std::string& file) { return std::filesystem::exists(folder / file); }

  void create_volume(const std::string& name, const std::string& description = "") {
    api("POST", "/volumes/",
        {{"volume_name", name},
         {"tier", "legacy"},
         {"region", "CANADA-1"},
         {"volume_type", "SSD"},
         {"size_gb", 100},
         {"description", description}});
  }

  /// Machines with all they need, made by another project, whose ledger is gone afterwards.
  void make_account() {
    write(".elsewhere/muster.yaml",
          "apiVersion: muster/v1\nkind: Project\nmetadata: {name: elsewhere}\n"
          "spec: {api: {callsPerMinute: 0, pollInterval: 20ms}}\n");
    write(".elsewhere/all.yaml", R"(apiVersion: muster/v1
kind: SSHKey
metadata: {name: alice}
spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice@laptop}
---
apiVersion: muster/v1
kind: StartupScript
metadata: {name: boot}
spec:
  content: |
    #!/bin/sh
    echo "${HOME}: $${var.x}" # not a comment of YAML
---
apiVersion: muster/v1
kind: Firewall
metadata: {name: ssh}
spec:
  region: CANADA-1
  description: "from the office: SSH"
  rules:
    - {direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}
    - {direction: egress, protocol: any, cidr: "::/0"}
---
apiVersion: muster/v1
kind: Volume
metadata: {name: data}
spec: {tier: legacy, region: CANADA-1, type: SSD, size: 500GB}
---
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: trainer}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: H100-PCIe-NVLink-80GB, count: 1}
  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
  sshKeys: [alice]
  firewalls: [ssh]
  volumes: [data]
  securityRules:
    - {direction: ingress, protocol: tcp, ports: 8000-8010, cidr: 0.0.0.0/0}
  publicIp: true
  userData: "#cloud-config"
---
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: idle}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: H100-PCIe-NVLink-80GB, count: 1}
  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
  sshKeys: [alice]
  powerState: Stopped
---
apiVersion: muster/v1
kind: Snapshot
metadata: {name: before}
spec: {virtualMachine: trainer, description: as delivered}
---
apiVersion: muster/v1
kind: CustomImage
metadata: {name: golden}
spec: {snapshot: before}
)");
    const auto made =
        muster({"--project", (folder / ".elsewhere").string(), "apply", "--auto-approve"});
    ASSERT_EQ(made.exit, 0) << made.out << made.err;
    std::filesystem::remove_all(folder / ".elsewhere");
  }

  void expect_empty_plan() {
    const auto plan = muster({"plan", "--detailed-exitcode"});
    EXPECT_EQ(plan.exit, 0) << plan.out << plan.err;
    EXPECT_EQ(muster({"fmt", "--check"}).exit, 0);
  }
};

TEST_F(ImportVerb, prints_one_manifest_and_changes_nothing) {
  create_volume("data", "for \"training\": see # wiki");
  const auto run = muster({"import", "volume", "data"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out, R"(apiVersion: muster/v1
kind: Volume
metadata: {name: data}
spec:
  tier: legacy
  region: CANADA-1
  type: SSD
  size: 100GB
  description: "for \"training\": see # wiki"
)");
  EXPECT_THAT(run.err, HasSubstr("nothing taken over"));
  EXPECT_FALSE(exists(".muster")) << "printing leaves no file behind";
  // What is printed is what `apply --adopt` takes over without a change.
  write("data.yaml", run.out);
  const auto adopted = muster({"apply", "--adopt", "--auto-approve"});
  EXPECT_EQ(adopted.exit, 0) << adopted.err;
  expect_empty_plan();
}

TEST_F(ImportVerb, writes_one_manifest_and_takes_the_thing_over) {
  create_volume("data");
  const auto run = muster({"import", "vol", "data", "--out",
                           (folder / "volumes/data.yaml").string(), "--auto-approve"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("1 to adopt"));
  EXPECT_TRUE(exists("volumes/data.yaml"));
  expect_empty_plan();
  EXPECT_THAT(muster({"get", "volumes"}).out, HasSubstr("Volume/data"));
  EXPECT_THAT(muster({"history"}).out, HasSubstr("Volume/data"));

  const auto again = muster({"import", "volume", "data"});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.err, HasSubstr("is managed already, as Volume/data"));
}

TEST_F(ImportVerb, takes_over_a_whole_account_without_a_change_in_it) {
  make_account();
  create_volume("no");
  const auto before = std::tuple(rows("instances"), rows("firewalls"), rows("snapshots"));
  const auto run =
      muster({"import", "--all", "--out", (folder / "imported").string(), "--auto-approve"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("9 to adopt"));
  EXPECT_THAT(read("imported/virtual-machines.yaml"),
              HasSubstr("sshKeys: [alice]\n  firewalls: [ssh]\n  volumes: [data]\n"));
  EXPECT_THAT(read("imported/virtual-machines.yaml"), HasSubstr("powerState: Stopped"));
  EXPECT_THAT(read("imported/virtual-machines.yaml"), HasSubstr("# The account does not show"));
  EXPECT_THAT(read("imported/startup-scripts.yaml"),
              HasSubstr("  content: |\n    #!/bin/sh\n    echo \"${HOME}: $${var.x}\" # not"));
  EXPECT_THAT(read("imported/volumes.yaml"), HasSubstr("metadata: {name: \"no\"}"));
  EXPECT_THAT(read("imported/snapshots.yaml"), HasSubstr("virtualMachine: trainer"));
  EXPECT_THAT(read("imported/custom-images.yaml"), HasSubstr("snapshot: before"));
  expect_empty_plan();
  EXPECT_EQ(std::tuple(rows("instances"), rows("firewalls"), rows("snapshots")), before);
  EXPECT_EQ(muster({"diff", "--detailed-exitcode"}).exit, 0);
  EXPECT_EQ(muster({"ledger", "verify"}).exit, 0);

  const auto again =
      muster({"import", "--all", "--out", (folder / "imported").string(), "--auto-approve"});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("there is nothing to import"));
}

TEST_F(ImportVerb, leaves_out_what_no_manifest_can_name_and_says_so) {
  create_volume("my data");
  create_volume("data");
  const auto one = muster({"import", "volume", "my data"});
  EXPECT_EQ(one.exit, 1);
  EXPECT_THAT(one.out, IsEmpty());
  EXPECT_THAT(one.err, HasSubstr("is not a name"));
  EXPECT_THAT(one.err, HasSubstr("{existing: NAME}"));
  const auto all =
      muster({"import", "--all", "--out", (folder / "all").string(), "--auto-approve"});
  EXPECT_EQ(all.exit, 4) << all.out << all.err;
  EXPECT_THAT(all.err, HasSubstr("not imported: Volume 'my data'"));
  EXPECT_THAT(read("all/volumes.yaml"), HasSubstr("# Not imported: Volume 'my data'"));
  expect_empty_plan();
}

TEST_F(ImportVerb, of_nothing_says_so) {
  const auto run = muster({"import", "--all"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out, "Everything in the account is managed; there is nothing to import.\n");
}

TEST_F(ImportVerb, overwrites_nothing) {
  create_volume("data");
  write("mine.yaml", "# mine\n");
  const auto run = muster(
      {"import", "volume", "data", "--out", (folder / "mine.yaml").string(), "--auto-approve"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_THAT(run.err, HasSubstr("exists already"));
  EXPECT_EQ(read("mine.yaml"), "# mine\n");
  EXPECT_THAT(muster({"get", "volumes"}).out, Not(HasSubstr("Volume/data")));
}

TEST_F(ImportVerb, refuses_a_place_that_the_project_does_not_read) {
  create_volume("data");
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\n"
        "spec: {manifests: [infra], api: {callsPerMinute: 0, pollInterval: 20ms}}\n");
  std::filesystem::create_directories(folder / "infra");
  const auto at = [&](const std::string& path) {
    return muster({"import", "volume", "data", "--out", path, "--auto-approve"});
  };
  const auto beside = at((folder / "other/data.yaml").string());
  EXPECT_EQ(beside.exit, 64) << beside.out << beside.err;
  EXPECT_THAT(beside.err, HasSubstr("Project.spec.manifests"));
  EXPECT_FALSE(exists("other/data.yaml"));
  EXPECT_EQ(at("/tmp/data.yaml").exit, 64);
  EXPECT_EQ(at((folder / "infra/data.txt").string()).exit, 64);
  EXPECT_THAT(muster({"get", "volumes"}).out, Not(HasSubstr("Volume/data")));
  EXPECT_EQ(at((folder / "infra/data.yaml").string()).exit, 0);
  expect_empty_plan();
}

TEST_F(ImportVerb, says_what_is_wrong_with_its_arguments) {
  create_volume("datasets");
  const auto near = muster({"import", "volume", "dataset"});
  EXPECT_EQ(near.exit, 1);
  EXPECT_THAT(near.err, HasSubstr("did you mean 'datasets'?"));
  EXPECT_EQ(muster({"import"}).exit, 64);
  EXPECT_EQ(muster({"import", "volume"}).exit, 64);
  EXPECT_EQ(muster({"import", "volume", "datasets", "--all"}).exit, 64);
  EXPECT_EQ(muster({"import", "volum", "datasets"}).exit, 64);
  const auto unasked =
      muster({"import", "volume", "datasets", "--out", (folder / "d.yaml").string()});
  EXPECT_EQ(unasked.exit, 64);
  EXPECT_THAT(unasked.err, HasSubstr("--auto-approve"));
  environment["MUSTER_API_KEY"] = "";
  EXPECT_EQ(muster({"import", "--all"}).exit, 3);
}

TEST_F(ImportVerb, names_the_manifest_that_is_there_already) {
  create_volume("data");
  write("data.yaml", muster({"import", "volume", "data"}).out);
  const auto run = muster({"import", "volume", "data"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_THAT(run.err, HasSubstr("there is a manifest of it already (data.yaml:1)"));
  EXPECT_THAT(run.err, HasSubstr("`muster apply --adopt` takes it over"));
}

TEST_F(ImportVerb, of_a_locked_project_leaves_no_file) {
  write("slow.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: slow}\n"
        "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  start_sandbox({"--time-scale", "1", "--latency", "300ms"});
  create_volume("data");
  auto apply = start_muster({"apply", "--auto-approve", "-o", "json"});
  ASSERT_TRUE(apply->wait_for_output("call_sent"));
  const auto run = muster(
      {"import", "volume", "data", "--out", (folder / "data.yaml").string(), "--auto-approve"});
  EXPECT_EQ(run.exit, 7) << run.out << run.err;
  EXPECT_FALSE(exists("data.yaml"));
  apply->signal(SIGINT);
  apply->wait();
}

TEST_F(ImportVerb, that_was_killed_is_completed_by_apply) {
  for (int i = 0; i < 20; ++i) create_volume("v" + std::to_string(i));
  auto import =
      start_muster({"import", "--all", "--out", (folder / "all").string(), "--auto-approve"});
  ASSERT_TRUE(import->wait_for_output("to adopt"));
  import->signal(SIGKILL);
  import->wait();
  // Whether it came to write its files or not, one command goes on from there.
  const auto rest =
      exists("all/volumes.yaml")
          ? muster({"apply", "--adopt", "--auto-approve"})
          : muster({"import", "--all", "--out", (folder / "all").string(), "--auto-approve"});
  EXPECT_EQ(rest.exit, 0) << rest.out << rest.err;
  expect_empty_plan();
  EXPECT_EQ(rows("volumes").size(), 20U);
}

}  // namespace
}  // namespace muster::e2e
