// `muster simulate`: a month of a project, without key or network.

#include "tests/e2e/support/world.hpp"

#include <filesystem>

namespace muster::e2e {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class Simulate : public EndToEnd {
 protected:
  Simulate() {
    // Nothing of an account is at hand.
    environment.erase("MUSTER_ENDPOINT");
    environment.erase("MUSTER_API_KEY");
  }

  void use_example(const std::string& name) {
    fs::remove_all(folder);
    fs::copy(fs::path(MUSTER_SOURCE_DIR) / "examples" / name, folder, fs::copy_options::recursive);
  }

  Finished simulate(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"simulate", "--days", days, "--from", "2026-01-01"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return muster(std::move(arguments));
  }
  Json told(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"-o", "json"});
    const auto run = simulate(std::move(more));
    EXPECT_EQ(run.exit, 0) << run.err;
    return Json::parse(run.out, nullptr, false);
  }

  std::string days = "30";

  /// Times of day, in UTC, at which this was done to the machine.
  static std::vector<std::string> times(const Json& told, const std::string& what,
                                        const std::string& resource) {
    std::vector<std::string> found;
    for (const auto& day : told["days"])
      for (const auto& event : day["events"])
        if (event["what"] == what && event["resource"] == resource)
          found.push_back(event["at"].get<std::string>().substr(0, 16));
    return found;
  }
  static std::string problems(const Json& told) {
    std::string text;
    for (const auto& problem : told["problems"]) text += problem.dump() + "\n";
    return text;
  }
};

TEST_F(Simulate, shows_a_month_of_an_example) {
  use_example("nights");
  const auto once = simulate({"--credit", "5000", "--svg", (folder / "cost.svg").string()});
  EXPECT_EQ(once.exit, 0) << once.err;
  EXPECT_TRUE(fs::exists(folder / "cost.svg"));
  EXPECT_NE(once.out.find("Thu 2026-01-01"), std::string::npos) << once.out;
  EXPECT_NE(once.out.find("Fri 2026-01-30"), std::string::npos) << once.out;
  EXPECT_NE(once.out.find("hibernate   experiment, trainer-0, trainer-1"), std::string::npos)
      << once.out;
  EXPECT_NE(once.out.find("Nothing collides and nothing is missed."), std::string::npos)
      << once.out;
  EXPECT_EQ(simulate({"--credit", "5000"}).out, once.out) << "the same days, the same bytes";
  EXPECT_FALSE(fs::exists(folder / ".muster")) << "no ledger is made for that";
}

TEST_F(Simulate, keeps_the_hours_of_the_schedule_and_the_end_of_the_lease) {
  use_example("nights");
  const auto month = told();
  ASSERT_EQ(month["days"].size(), 30U);
  const auto slept = times(month, "hibernate", "VirtualMachine/trainer-0");
  const auto woke = times(month, "restore", "VirtualMachine/trainer-0");
  EXPECT_EQ(slept.size(), 21U) << "once a working day; the last evening is the next day's in UTC";
  ASSERT_FALSE(slept.empty());
  EXPECT_EQ(slept.front(), "2026-01-02T00:00") << "seven in the evening in Toronto";
  ASSERT_FALSE(woke.empty());
  EXPECT_EQ(woke.front(), "2026-01-01T11:55") << "early enough to be up at seven";
  EXPECT_EQ(times(month, "LeaseExpiring", "VirtualMachine/experiment").size(), 1U);
  EXPECT_EQ(times(month, "snapshot", "Snapshot/final-experiment-20260111T000000Z").size(), 1U);
  EXPECT_EQ(times(month, "delete", "VirtualMachine/experiment").size(), 1U);
  EXPECT_EQ(times(month, "create", "VirtualMachine/experiment").size(), 0U);
  EXPECT_EQ(problems(month), "");
}

TEST_F(Simulate, says_when_the_credit_ends_and_who_is_hibernated_for_it) {
  write("muster.yaml", "apiVersion: muster/v1\nkind: Project\nmetadata: {name: demo}\n");
  write("vm.yaml", R"(apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: box}
spec:
  replicas: 2
  tier: legacy
  region: CANADA-1
  gpu: {model: RTX-A6000, count: 1}
  boot: {osImage: Debian 12}
  sshKeys: [{existing: alice}]
  powerState: Active
)");
  const auto without = told({"--credit", "30"});
  EXPECT_EQ(without["creditEnds"].get<std::string>().substr(0, 16), "2026-01-01T21:44")
      << "30 / (2 * 0.69) hours";
  EXPECT_NE(problems(without).find("is used up"), std::string::npos) << problems(without);
  write("budget.yaml",
        "apiVersion: muster/v1\nkind: Budget\nmetadata: {name: credit}\n"
        "spec: {onLowCredit: hibernate, lowCredit: 12h}\n");
  const auto with = told({"--credit", "30"});
  EXPECT_GT(with["creditEnds"], "2026-01-15") << "asleep they cost a cent an hour";
  EXPECT_EQ(times(with, "hibernate", "VirtualMachine/box-0"),
            std::vector<std::string>{"2026-01-01T09:44"})
      << "when twelve hours are left";
  EXPECT_EQ(times(with, "hibernate", "VirtualMachine/box-1").size(), 1U);
  EXPECT_NE(problems(with).find("LowCredit"), std::string::npos) << problems(with);
  EXPECT_NE(problems(with).find("HibernatedForCredit"), std::string::npos) << problems(with);
  EXPECT_EQ(simulate({"--credit", "30", "--detailed-exitcode"}).exit, 2);
}

TEST_F(Simulate, finds_snapshots_that_collide_and_those_of_machines_that_sleep) {
  use_example("nights");
  for (const char* name : {"hourly", "nightly"})
    write(std::string(name) + ".yaml", R"(apiVersion: muster/v1
kind: SnapshotSchedule
metadata: {name: )" + std::string(name) + R"(}
spec:
  virtualMachines: {names: [trainer-0]}
  schedule: "0 17,8 * * *"
  retention: {keepLast: 3}
)");
  days = "3";
  const auto found = problems(told());
  EXPECT_NE(found.find("want a snapshot at the same time"), std::string::npos) << found;
  EXPECT_NE(found.find("while the machine is hibernated"), std::string::npos) << found;
}

TEST_F(Simulate, stands_in_for_what_only_the_account_has) {
  write("muster.yaml", "apiVersion: muster/v1\nkind: Project\nmetadata: {name: demo}\n");
  write("vm.yaml", R"(apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: box}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: L40, count: 1}
  boot: {osImage: Our own image}
  sshKeys: [{existing: alice}]
  firewalls: [{existing: office}]
---
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: odd}
spec:
  tier: legacy
  region: MARS-1
  gpu: {model: L40, count: 1}
  boot: {osImage: Our own image}
  sshKeys: [{existing: alice}]
)");
  const auto run = simulate();
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("Cost: 856.80 USD"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("VirtualMachine/odd is left out"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("VirtualMachine/box boots from"), std::string::npos) << run.out;
}

TEST_F(Simulate, explains_what_it_wants) {
  use_example("nights");
  for (const auto& [flag, value, wants] :
       {std::tuple("--from", "tomorrow", "such as 2026-01-31"),
        std::tuple("--time-zone", "Mars/Base", "such as Europe/Oslo"),
        std::tuple("--credit", "much", "such as 250")}) {
    const auto run = muster({"simulate", flag, value});
    EXPECT_EQ(run.exit, 64) << flag;
    EXPECT_NE(run.err.find(wants), std::string::npos) << run.err;
  }
}

}  // namespace
}  // namespace muster::e2e
