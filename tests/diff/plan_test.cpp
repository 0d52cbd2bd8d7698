#include "diff/field_diff.hpp"
#include "diff/graph.hpp"
#include "tests/support/world_builder.hpp"

#include <chrono>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <std::size_t... I>
std::vector<Operation> one_of_each(std::index_sequence<I...>) {
  return {Operation(std::in_place_index<I>)...};
}
const auto operations = one_of_each(std::make_index_sequence<std::variant_size_v<Operation>>());

TEST(Operations, have_a_stable_word_of_their_own) {
  std::set<std::string_view> names;
  for (const auto& operation : operations) {
    EXPECT_TRUE(names.insert(operation_name(operation)).second) << operation_name(operation);
    EXPECT_FALSE(describe(operation).empty());
  }
  EXPECT_EQ(operation_name(DeployInstance{}), "deploy_instance");
  EXPECT_EQ(operation_name(RemoveInstanceRule{}), "remove_instance_rule");
  EXPECT_EQ(operation_name(Remember{}), "remember");
}

TEST(Operations, know_what_they_do_to_the_account) {
  for (const auto& operation : operations) {
    const auto name = operation_name(operation);
    SCOPED_TRACE(name);
    const bool makes_machine = name == "deploy_instance" || name == "restore_snapshot";
    EXPECT_EQ(creates(operation),
              name.starts_with("create_") || name == "clone_volume" || makes_machine);
    EXPECT_EQ(made_machine(operation) != nullptr, makes_machine);
    EXPECT_EQ(deletes(operation), name.starts_with("delete_"));
    EXPECT_EQ(calls_api(operation), name != "adopt" && name != "forget" && name != "remember");
  }
  EXPECT_EQ(created_name(CreateVolume{"data", {}}), "data");
  EXPECT_EQ(created_name(DeleteVolume{}), "");
}

TEST(Graph, orders_by_need_and_then_by_place) {
  std::vector<Step> steps(4);
  steps[0].needs = {3};
  steps[2].after = {0};
  EXPECT_THAT(execution_order(steps), ElementsAre(1, 3, 0, 2));
}

TEST(Graph, finds_the_steps_that_wait_for_each_other) {
  std::vector<Step> steps(5);
  steps[1].needs = {0, 3};
  steps[3].after = {2};
  steps[2].needs = {1};
  steps[4].needs = {2};
  EXPECT_THAT(circle_in(steps), ElementsAre(2, 3, 1));
  steps[2].needs = {0};
  EXPECT_THAT(circle_in(steps), IsEmpty());
}

TEST(GraphDeathTest, refuses_a_cycle) {
  std::vector<Step> steps(2);
  steps[0].needs = {1};
  steps[1].after = {0};
  EXPECT_DEATH(execution_order(steps), "cycle");
}

TEST(Graph, finds_the_chain_that_takes_longest) {
  Plan plan;
  plan.steps.resize(3);
  plan.steps[0].expected = std::chrono::seconds(5);
  plan.steps[1].expected = std::chrono::seconds(7);
  plan.steps[2].expected = std::chrono::seconds(1);
  plan.steps[2].needs = {0, 1};
  find_critical_path(plan);
  EXPECT_EQ(plan.expected, std::chrono::seconds(8));
  EXPECT_THAT(plan.critical_path, ElementsAre(1, 2));
}

TEST(Plans, rely_only_on_what_no_other_step_changes_first) {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("data", volume_spec());
  VirtualMachineSpec spec = machine_spec();
  spec.volumes = {managed<Kind::volume>("data")};
  world.want("box", spec);
  world.apply();
  world.want("data", volume_spec(900));
  const Plan plan = world.plan().plan;
  ASSERT_EQ(plan.steps.size(), 4U);
  EXPECT_EQ(plan.steps[0].relies_on.size(), 2U) << "the machine and the volume, as they were seen";
  for (std::size_t i = 1; i < 4; ++i) EXPECT_THAT(plan.steps[i].relies_on, IsEmpty());
}

TEST(Plans, give_digests_that_ignore_addresses_and_times) {
  TestWorld world;
  world.want("alice", key_spec());
  VirtualMachineSpec spec = machine_spec();
  spec.public_ip = true;
  world.want("box", spec);
  world.apply();
  spec.power_state = PowerState::stopped;
  world.want("box", spec);
  const Plan one = world.plan().plan;
  world.machine("box").public_ip = "192.0.2.99";
  world.machine("box").private_ip = "10.0.0.9";
  world.live.observed_at += std::chrono::hours(1);
  EXPECT_EQ(world.plan().plan.hash, one.hash);
  world.machine("box").state = VmState::starting;
  EXPECT_EQ(world.plan().plan.hash, one.hash) << "it arrives where it was seen";
  world.machine("box").state = VmState::hibernating;
  EXPECT_NE(world.plan().plan.hash, one.hash);
}

TEST(Plans, take_deadlines_from_the_manifest) {
  TestWorld world;
  world.want("data", volume_spec()).timeouts.create = std::chrono::minutes(42);
  EXPECT_EQ(world.plan().plan.steps.front().deadline, std::chrono::minutes(42));
}

TEST(FieldDiff, does_not_compare_what_was_left_out) {
  const auto& schema = spec_schema(Kind::volume);
  const Value desired = Value::Map{{"size", "500GB"}};
  const Value live = Value::Map{{"size", "500GB"}, {"description", "theirs"}};
  EXPECT_THAT(diff_fields(schema, desired, live, nullptr), IsEmpty());
}

TEST(FieldDiff, asks_the_record_about_what_the_account_does_not_show) {
  const auto& schema = spec_schema(Kind::virtual_machine);
  const Value desired = Value::Map{{"userData", SecretDigest{"aa"}}};
  const Value other = Value::Map{{"userData", SecretDigest{"bb"}}};
  const Value nothing = Value::Map{};
  EXPECT_THAT(diff_fields(schema, desired, nothing, &desired), IsEmpty());
  EXPECT_THAT(diff_fields(schema, desired, nothing, nullptr), IsEmpty());
  const auto changed = diff_fields(schema, desired, nothing, &other);
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_TRUE(changed.front().change.sensitive);
  EXPECT_FALSE(changed.front().change.drift);
}

TEST(FieldDiff, ignores_by_whole_segments_of_a_pointer) {
  EXPECT_TRUE(is_ignored("/spec/gpu/model", {"/spec/gpu"}));
  EXPECT_TRUE(is_ignored("/spec/gpu", {"/spec/gpu"}));
  EXPECT_FALSE(is_ignored("/spec/gpus", {"/spec/gpu"}));
  EXPECT_FALSE(is_ignored("/spec/gpu", {""}));
}

TEST(Plans, of_ten_thousand_resources_are_whole) {
  TestWorld world;
  world.desired.resources.reserve(10'001);
  world.want("alice", key_spec());
  for (int i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(100'000 + i);
    Resource volume;
    volume.key = {Kind::volume, "volume-" + number};
    volume.spec = volume_spec();
    world.desired.resources.push_back(std::move(volume));
  }
  for (int i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(100'000 + i);
    Resource machine;
    machine.key = {Kind::virtual_machine, "machine-" + number};
    VirtualMachineSpec spec = machine_spec();
    spec.volumes = {managed<Kind::volume>("volume-" + number)};
    machine.spec = std::move(spec);
    world.desired.resources.push_back(std::move(machine));
  }
  // Its time is measured in tests/bench.
  EXPECT_EQ(world.plan().plan.steps.size(), 15'001U);
}

}  // namespace
}  // namespace muster
