#include "diff/waste.hpp"

#include "tests/support/world_builder.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

using testing::TestWorld;

class WasteReport : public ::testing::Test {
 protected:
  WasteReport() {
    PriceList prices;
    prices.gpus = {{Tier::legacy, "L40", {{Currency::usd, money("1.19")}}, 8}};
    prices.volumes = {{Tier::legacy, VolumeType::ssd, {{Currency::usd, money("0.1")}}}};
    prices.snapshot_per_100gb = {{Currency::usd, money("0.1")}};
    world.live.market.prices = prices;
    world.live.market.balance = money("100");
  }

  static Money money(std::string_view text) { return *parse_money(text, Currency::usd); }

  LiveVirtualMachine& add_machine(const std::string& name, VmState state) {
    LiveVirtualMachine machine{.id = {"BRK-" + name}, .name = name, .state = state};
    machine.tier = Tier::legacy;
    machine.gpu_model = "L40";
    machine.gpu_count = 2;
    return world.live.virtual_machines.edit().emplace_back(std::move(machine));
  }
  LiveVolume& add_volume(const std::string& name) {
    return world.live.volumes.edit().emplace_back(LiveVolume{.id = {"BRK-" + name},
                                                             .name = name,
                                                             .state = VolumeState::available,
                                                             .tier = Tier::legacy,
                                                             .type = VolumeType::ssd,
                                                             .size = {500}});
  }
  LiveSnapshot& add_snapshot(const std::string& name) {
    return world.live.snapshots.edit().emplace_back(LiveSnapshot{
        .id = {"BRK-" + name}, .name = name, .state = SetupState::ready, .size = {250}});
  }
  LiveFirewall& add_firewall(const std::string& name) {
    return world.live.firewalls.edit().emplace_back(
        LiveFirewall{.id = {"BRK-" + name}, .name = name, .state = SetupState::ready});
  }
  void record(Kind kind, const std::string& name, bool protect = false) {
    RecordedResource record{.key = {kind, name}, .id = {"BRK-" + name}, .remote_name = name};
    record.protect = protect;
    world.recorded.resources.edit()[record.key] = record;
  }

  Waste find() const { return find_waste(&world.desired, world.live, world.recorded); }
  WasteItem only() const {
    const auto waste = find();
    EXPECT_EQ(waste.items.size(), 1U);
    return waste.items.empty() ? WasteItem{} : waste.items.front();
  }

  TestWorld world;
};

TEST_F(WasteReport, of_an_account_in_use_is_empty) {
  auto& machine = add_machine("a", VmState::active);
  add_volume("v").attached_to = {machine.id};
  add_firewall("f").members = {{machine.id}};
  const auto waste = find();
  EXPECT_TRUE(waste.items.empty());
  EXPECT_EQ(waste.hourly, CostTotal{.known = money("0")});
}

TEST_F(WasteReport, has_stopped_machines_at_their_full_price_but_no_hibernated_ones) {
  add_machine("idle", VmState::stopped);
  add_machine("asleep", VmState::hibernated);
  add_machine("busy", VmState::active);
  const auto item = only();
  EXPECT_EQ(item.name, "idle");
  EXPECT_EQ(item.hourly, money("2.38"));
  EXPECT_EQ(per_day(item.hourly), money("57.12"));
  EXPECT_EQ(per_month(item.hourly), money("1737.4"));
  EXPECT_EQ(item.remedy,
            "muster vm start idle && muster vm hibernate idle, or muster vm delete idle");
}

TEST_F(WasteReport, names_the_manifest_of_a_managed_machine) {
  add_machine("trainer", VmState::stopped);
  record(Kind::virtual_machine, "trainer");
  auto& manifest = world.want("trainer", testing::machine_spec());
  manifest.field_positions = FieldPositions({{"/spec/powerState", 17, 3}});
  const auto item = only();
  EXPECT_EQ(item.managed_by, (ResourceKey{Kind::virtual_machine, "trainer"}));
  EXPECT_EQ(item.manifest.line, 17U);
  EXPECT_EQ(item.remedy,
            "say powerState: Hibernated at infra.yaml:17, or remove its manifest at infra.yaml:10, "
            "then muster apply");
}

TEST_F(WasteReport, has_volumes_that_are_attached_to_nothing_by_their_size) {
  add_volume("old");
  auto& going = add_volume("going");
  going.state = VolumeState::deleting;
  const auto item = only();
  EXPECT_EQ(item.hourly, money("0.05"));
  EXPECT_EQ(item.remedy, "muster api DELETE /volumes/BRK-old/");
}

TEST_F(WasteReport, has_snapshots_that_no_manifest_keeps) {
  add_snapshot("kept");
  record(Kind::snapshot, "kept");
  add_snapshot("stray one");
  add_snapshot("young").state = SetupState::pending;
  const auto item = only();
  EXPECT_EQ(item.hourly, money("0.25"));
  EXPECT_EQ(item.remedy, "muster snapshot delete 'stray one'");
}

TEST_F(WasteReport, has_firewalls_that_cost_nothing) {
  add_firewall("spare");
  const auto item = only();
  EXPECT_EQ(item.hourly, money("0"));
  EXPECT_EQ(item.remedy, "muster api DELETE /firewalls/BRK-spare/");
}

TEST_F(WasteReport, says_what_ends_what_is_managed) {
  struct Case {
    const char* name;
    bool manifest, protect, readable;
    const char* remedy;
  };
  for (const auto& c :
       {Case{"with a manifest", true, false, true,
             "name it in the volumes of a machine, or remove its manifest at infra.yaml:10, then "
             "muster apply"},
        Case{"protected", true, true, true,
             "name it in the volumes of a machine, or remove its manifest at infra.yaml:10, then "
             "muster apply; it is protected: take lifecycle.protect away first"},
        Case{"without a manifest", false, false, true,
             "muster apply (its manifest is gone, so it is deleted then)"},
        Case{"with manifests that cannot be read", false, false, false,
             "name it in the volumes of a machine, or remove its manifest, then muster apply"}}) {
    SCOPED_TRACE(c.name);
    world = TestWorld();
    add_volume("data");
    record(Kind::volume, "data", c.protect);
    if (c.manifest) world.want("data", testing::volume_spec());
    const auto waste =
        find_waste(c.readable ? &world.desired : nullptr, world.live, world.recorded);
    ASSERT_EQ(waste.items.size(), 1U);
    EXPECT_EQ(waste.items.front().remedy, c.remedy);
  }
}

TEST_F(WasteReport, never_takes_an_unknown_price_for_nothing) {
  add_volume("known");
  auto& machine = add_machine("odd", VmState::stopped);
  machine.gpu_model = "X9000";
  const auto waste = find();
  ASSERT_EQ(waste.items.size(), 2U);
  EXPECT_EQ(waste.items[0].hourly, std::nullopt);
  EXPECT_EQ(waste.hourly, (CostTotal{.known = money("0.05"), .unknown = 1}));
  ASSERT_EQ(waste.unknown.size(), 1U);
  EXPECT_NE(waste.unknown[0].find("X9000"), std::string::npos) << waste.unknown[0];
  world.live.market.prices.reset();
  EXPECT_EQ(find().hourly.unknown, 2U);
}

TEST_F(WasteReport, lists_machines_first) {
  add_firewall("f");
  add_snapshot("s");
  add_volume("v");
  add_machine("m", VmState::stopped);
  std::string order;
  for (const auto& item : find().items) order += item.name;
  EXPECT_EQ(order, "mvsf");
}

}  // namespace
}  // namespace muster
