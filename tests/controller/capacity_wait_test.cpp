// GPUs that were there when the plan was made and are gone when it is performed.

#include "tests/controller/support/sim_account.hpp"

#include <memory>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;

/// One GPU, and somebody else's machine that has it.
class CrowdedAccount : public SimAccount {
 public:
  CrowdedAccount() : SimAccount(one_gpu()) {
    options.random = &random;
    DesiredState others = desired({ssh_key("alice"), machine("theirs")});
    if (!apply(others).succeeded()) throw std::logic_error("the GPU is not there");
  }

  static sandbox::Options one_gpu() {
    auto options = unlimited();
    options.stock_unlimited = false;
    options.stock = {{"CANADA-1", "H100-PCIe-NVLink-80GB", 1}};
    return options;
  }

  /// Beside theirs, with a volume that needs nobody.
  static DesiredState wanted(Duration patience) {
    Resource mine = machine("mine");
    mine.timeouts.capacity = patience;
    return desired({ssh_key("alice"), machine("theirs"), std::move(mine), volume("data")});
  }

  void free_the_gpu() {
    for (const auto& object : cloud.objects()) {
      if (object.name != "theirs") continue;
      net::HttpRequest request{.method = "DELETE", .target = "/api/instances/" + object.id + "/"};
      request.headers = {{"Authorization", "Bearer somebody"}};
      const auto answer = cloud.handle(request, clock.wall_now());
      EXPECT_LT(answer.status, 300) << answer.body;
    }
  }

  std::size_t refusals() const {
    return static_cast<std::size_t>(std::ranges::count_if(events.all, [](const Event& event) {
      return event.type == Event::Type::waiting && event.message == "waits for GPUs";
    }));
  }
  bool has_open_intents() { return !value(run(clock, memory.recorded())).open_intents.empty(); }
};

TEST(WaitForGpus, ends_when_there_are_some) {
  CrowdedAccount account;
  account.events.on = [&](const Event& event) {
    if (event.message == "waits for GPUs" && account.refusals() == 4) account.free_the_gpu();
  };
  const auto report = account.apply(CrowdedAccount::wanted(30min));
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  EXPECT_GE(account.refusals(), 4U);
  EXPECT_FALSE(account.has_open_intents());
}

TEST(WaitForGpus, does_not_use_up_the_time_of_the_deployment) {
  CrowdedAccount account;
  const auto started = account.clock.now();
  account.events.on = [&](const Event& event) {
    if (event.message == "waits for GPUs" && account.clock.now() - started > 40min)
      account.free_the_gpu();
  };
  const auto report = account.apply(CrowdedAccount::wanted(1h));
  EXPECT_TRUE(report.succeeded()) << account.problems(report);
  EXPECT_GT(account.clock.now() - started, 40min);
}

TEST(WaitForGpus, ends_in_vain_after_the_time_given) {
  CrowdedAccount account;
  const auto started = account.clock.now();
  const auto report = account.apply(CrowdedAccount::wanted(30min));
  EXPECT_EQ(classify(report), RunClass::no_capacity) << account.problems(report);
  EXPECT_NE(account.problems(report).find("waited 30m for GPUs"), std::string::npos)
      << account.problems(report);
  EXPECT_GE(account.clock.now() - started, 30min);
  EXPECT_LT(account.clock.now() - started, 35min);
  EXPECT_LT(account.refusals(), 60U) << "it asks ever more rarely";
  EXPECT_EQ(account.count("volume"), 1U) << "the rest goes on";
  EXPECT_FALSE(account.has_open_intents()) << "that nothing was made is certain";
}

TEST(WaitForGpus, is_not_done_unless_asked_for) {
  CrowdedAccount account;
  const auto report = account.apply(CrowdedAccount::wanted(0s));
  EXPECT_EQ(classify(report), RunClass::no_capacity) << account.problems(report);
  EXPECT_EQ(account.refusals(), 0U);
  EXPECT_EQ(account.count("volume"), 1U);
}

TEST(WaitForGpus, ends_at_once_when_interrupted) {
  CrowdedAccount account;
  const auto stop = std::make_shared<net::StopFlag>();
  account.events.on = [&](const Event& event) {
    if (event.message == "waits for GPUs" && account.refusals() == 3) stop->request();
  };
  const auto started = account.clock.now();
  const auto report = account.apply(CrowdedAccount::wanted(30min), {}, net::Context(stop));
  EXPECT_EQ(classify(report), RunClass::interrupted) << account.problems(report);
  EXPECT_LT(account.clock.now() - started, 2min);
  EXPECT_FALSE(account.has_open_intents());
}

TEST(WaitForGpus, leaves_room_for_other_steps) {
  CrowdedAccount account;
  account.options.parallelism = 2;
  std::vector<Resource> all = CrowdedAccount::wanted(30min).resources;
  for (int i = 0; i < 5; ++i) {
    all.push_back(machine("more-" + std::to_string(i)));
    all.back().timeouts.capacity = 30min;
  }
  Duration volume_done{0};
  const auto started = account.clock.now();
  account.events.on = [&](const Event& event) {
    if (event.type == Event::Type::step_done && event.resource.kind == Kind::volume)
      volume_done = std::chrono::duration_cast<Duration>(account.clock.now() - started);
  };
  account.apply(desired(std::move(all)));
  EXPECT_GT(volume_done, 0s);
  EXPECT_LT(volume_done, 5min);
}

TEST(WaitForGpus, is_done_for_machines_that_come_back_from_hibernation) {
  CrowdedAccount account;
  DesiredState parked = desired({ssh_key("alice"), machine("theirs")});
  machine_spec(parked.resources.back()).power_state = PowerState::hibernated;
  ASSERT_TRUE(account.apply(parked).succeeded());
  parked.resources.push_back(machine("zealous"));
  ASSERT_TRUE(account.apply(parked).succeeded());
  DesiredState woken = parked;
  for (auto& each : woken.resources) {
    if (each.key.name != "theirs") continue;
    machine_spec(each).power_state = PowerState::active;
    each.timeouts.capacity = 30min;
  }
  const auto report = account.apply(woken);
  EXPECT_EQ(classify(report), RunClass::no_capacity) << account.problems(report);
  EXPECT_GT(account.refusals(), 10U);
}

TEST(WaitForGpus, in_vain_is_the_only_trouble_even_of_a_firewall_that_lacks_the_machine) {
  CrowdedAccount account;
  Resource mine = machine("mine");
  machine_spec(mine).firewalls = {{.name = "ssh-only"}};
  const auto report = account.apply(desired(
      {ssh_key("alice"), machine("theirs"), std::move(mine), firewall("ssh-only", {rule(22)})}));
  EXPECT_EQ(classify(report), RunClass::no_capacity) << account.problems(report);
}

}  // namespace
}  // namespace muster::testing
