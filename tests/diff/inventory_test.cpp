#include "diff/inventory.hpp"

#include "tests/support/world_builder.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;

std::vector<std::string> lines(const std::vector<InventoryItem>& items) {
  std::vector<std::string> all;
  for (const auto& item : items)
    all.push_back(item.name + " " + item.state + " " +
                  (item.managed_by ? to_string(*item.managed_by) : "-"));
  return all;
}

const Value& field(const InventoryItem& item, std::string_view name) {
  static const Value none;
  const auto found = std::ranges::find(item.fields, name, &InventoryField::name);
  return found == item.fields.end() ? none : found->value;
}

TEST(Inventory, shows_what_is_managed_beside_what_is_not) {
  TestWorld world;
  world.want("ours", volume_spec());
  world.apply();
  world.live.volumes.push_back({.id = {"BRK-9V"}, .name = "foreign", .status = "available"});
  world.volume("ours").status = "in-use";
  EXPECT_THAT(lines(inventory(Kind::volume, world.live, world.recorded)),
              ::testing::ElementsAre("foreign available -", "ours in-use Volume/ours"));
}

TEST(Inventory, keeps_records_whose_thing_is_gone) {
  TestWorld world;
  world.want("data", volume_spec());
  world.want("other", volume_spec());
  world.apply();
  const auto id = world.volume("data").id;
  std::erase_if(world.live.volumes.edit(),
                [](const LiveVolume& volume) { return volume.name == "data"; });
  const auto items = inventory(Kind::volume, world.live, world.recorded);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_TRUE(items[0].gone);
  EXPECT_EQ(items[0].id, id);
  EXPECT_EQ(items[0].state, "gone");
  EXPECT_EQ(items[0].managed_by, (ResourceKey{Kind::volume, "data"}));
  EXPECT_FALSE(items[1].gone);
}

TEST(Inventory, knows_the_things_that_a_replacement_left_behind) {
  TestWorld world;
  world.want("data", volume_spec());
  world.apply();
  world.live.volumes.push_back({.id = {"BRK-old"}, .name = "data"});
  world.recorded.resources.edit().at({Kind::volume, "data"}).superseded = {{"BRK-old"}};
  const auto items = inventory(Kind::volume, world.live, world.recorded);
  ASSERT_EQ(items.size(), 2U);
  for (const auto& item : items) {
    EXPECT_TRUE(item.managed_by);
    EXPECT_EQ(item.superseded, item.id.text == "BRK-old");
  }
}

TEST(Inventory, names_what_belongs_together) {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("data", volume_spec());
  auto spec = machine_spec();
  spec.volumes = {managed<Kind::volume>("data")};
  world.want("box", spec);
  world.apply();
  const auto volumes = inventory(Kind::volume, world.live, world.recorded);
  EXPECT_EQ(field(volumes.at(0), "attachedTo"), Value(Value::List{"box"}));
  const auto machines = inventory(Kind::virtual_machine, world.live, world.recorded);
  EXPECT_EQ(field(machines.at(0), "volumes"), Value(Value::List{"data"}));
}

TEST(Inventory, holds_no_text_of_scripts) {
  TestWorld world;
  world.live.scripts.push_back({.id = {"S1"}, .name = "setup", .content = "TOKEN=hunter2"});
  const auto items = inventory(Kind::startup_script, world.live, world.recorded);
  EXPECT_EQ(field(items.at(0), "bytes"), Value(std::int64_t{13}));
  for (const auto& item : items.at(0).fields)
    EXPECT_EQ(to_display(item.value).find("hunter2"), std::string::npos) << item.name;
}

TEST(Inventory, things_of_a_kind_have_the_same_fields) {
  TestWorld world;
  world.live.virtual_machines = {{.id = {"1"}, .name = "bare"},
                                 {.id = {"2"}, .name = "full", .region = "CANADA-1"}};
  const auto items = inventory(Kind::virtual_machine, world.live, world.recorded);
  ASSERT_EQ(items.size(), 2U);
  ASSERT_EQ(items[0].fields.size(), items[1].fields.size());
  for (std::size_t i = 0; i < items[0].fields.size(); ++i)
    EXPECT_EQ(items[0].fields[i].name, items[1].fields[i].name);
}

}  // namespace
}  // namespace muster
