// What things are billed, worked out by hand from the published price list.

#include "diff/tariff.hpp"

#include "tests/diff/published_prices.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;

TEST(Tariff, bills_machines_by_their_gpus_and_their_state) {
  struct Case {
    LiveVirtualMachine machine;
    Amounts per_hour;
  };
  constexpr auto legacy = Tier::legacy;
  constexpr auto advanced = Tier::advanced;
  const Amounts flat = {"0.01", "0.01", "1.00"};
  const Amounts free = {"0.00", "0.00", "0.00"};
  const Amounts unknown = {"unknown", "unknown", "unknown"};
  const std::vector<Case> cases = {
      {machine(legacy, "H100-PCIe-NVLink-80GB", 2, VmState::active), {"4.58", "4.78", "398.00"}},
      {machine(legacy, "RTX-A6000", 1, VmState::active), {"0.69", "0.75", "49.00"}},
      {machine(advanced, "B300-262GB", 8, VmState::active), {"46.32", "47.92", "3992.00"}},
      {machine(advanced, "H100-SXM5-80GB", 3, VmState::active), {"7.47", "8.07", "627.00"}},
      {machine(legacy, "RTX-A6000", 4, VmState::stopped), {"2.76", "3.00", "196.00"}},
      {machine(legacy, "RTX-A6000", 1, VmState::stopping), {"0.69", "0.75", "49.00"}},
      {machine(legacy, "RTX-A6000", 1, VmState::creating), {"0.69", "0.75", "49.00"}},
      {machine(legacy, "RTX-A6000", 1, VmState::starting), {"0.69", "0.75", "49.00"}},
      {machine(legacy, "RTX-A6000", 1, VmState::restoring), {"0.69", "0.75", "49.00"}},
      {machine(legacy, "RTX-A6000", 1, VmState::rebooting), {"0.69", "0.75", "49.00"}},
      {machine(legacy, "RTX-A6000", 1, VmState::snapshotting), {"0.69", "0.75", "49.00"}},
      {machine(advanced, "B300-262GB", 8, VmState::hibernated), flat},
      {machine(legacy, "RTX-A6000", 1, VmState::hibernating), flat},
      {machine(legacy, "no such model", 8, VmState::hibernated), flat},
      {machine(legacy, "RTX-A6000", 1, VmState::deleting), free},
      {machine(legacy, "RTX-A6000", 1, VmState::deleted), free},
      {machine(legacy, "RTX-A6000", 1, VmState::error), free},
      {machine(legacy, "RTX-A6000", 1, VmState::unknown), unknown},
      {machine(legacy, "no such model", 1, VmState::active), unknown},
      {machine(legacy, "B300-262GB", 1, VmState::active), unknown},
      {machine(std::nullopt, "B300-262GB", 1, VmState::active), {"5.79", "5.99", "499.00"}}};
  const auto list = published();
  for (const auto& c : cases)
    for (std::size_t i = 0; i < currencies.size(); ++i)
      EXPECT_EQ(shown(Tariff(list, currencies[i]).of(c.machine)), c.per_hour[i])
          << c.machine.gpu_model << " x" << c.machine.gpu_count << " in state "
          << static_cast<int>(c.machine.state);
}

TEST(Tariff, does_not_guess_between_two_prices_of_a_model_whose_tier_is_not_known) {
  auto list = published();
  list.gpus.push_back({Tier::advanced, "RTX-A6000", prices("1", "1", "1"), 4});
  const Tariff tariff(list, Currency::usd);
  EXPECT_EQ(shown(tariff.of(machine(std::nullopt, "RTX-A6000", 1, VmState::active))), "unknown");
  EXPECT_EQ(tariff.missing().size(), 1U);
}

TEST(Tariff, bills_volumes_by_provisioned_size_attached_or_not) {
  struct Case {
    VolumeType type;
    Tier tier;
    std::int64_t size;
    VolumeState state;
    Amounts per_hour;
  };
  const std::vector<Case> cases = {
      {VolumeType::ssd, Tier::legacy, 500, VolumeState::available, {"0.05", "0.05", "5.00"}},
      {VolumeType::ssd, Tier::legacy, 500, VolumeState::attached, {"0.05", "0.05", "5.00"}},
      {VolumeType::ssd, Tier::legacy, 1, VolumeState::available, {"0.0001", "0.0001", "0.01"}},
      {VolumeType::hdd, Tier::advanced, 2000, VolumeState::available, {"0.16", "0.20", "16.00"}},
      {VolumeType::nvme, Tier::advanced, 100, VolumeState::available, {"0.03", "0.035", "3.00"}},
      {VolumeType::nvme,
       Tier::advanced,
       333,
       VolumeState::detaching,
       {"0.0999", "0.11655", "9.99"}},
      {VolumeType::ssd,
       Tier::legacy,
       1'048'576,
       VolumeState::available,
       {"104.8576", "104.8576", "10485.76"}},
      {VolumeType::ssd, Tier::legacy, 500, VolumeState::deleting, {"0.00", "0.00", "0.00"}},
      {VolumeType::ssd, Tier::legacy, 500, VolumeState::deleted, {"0.00", "0.00", "0.00"}}};
  const auto list = published();
  for (const auto& c : cases)
    for (std::size_t i = 0; i < currencies.size(); ++i)
      EXPECT_EQ(shown(Tariff(list, currencies[i])
                          .of(LiveVolume{
                              .state = c.state, .tier = c.tier, .type = c.type, .size = {c.size}})),
                c.per_hour[i])
          << to_string(c.type) << " of " << c.size;
  EXPECT_EQ(shown(Tariff(list, Currency::usd).of(LiveVolume{.state = VolumeState::available})),
            "unknown");
}

TEST(Tariff, bills_snapshots_per_100_gb) {
  const auto list = published();
  for (const auto& [size, per_hour] :
       {std::pair<std::int64_t, Amounts>{100, {"0.10", "0.10", "10.00"}},
        std::pair<std::int64_t, Amounts>{250, {"0.25", "0.25", "25.00"}}})
    for (std::size_t i = 0; i < currencies.size(); ++i)
      EXPECT_EQ(shown(Tariff(list, currencies[i]).of(LiveSnapshot{.size = {size}})), per_hour[i]);
}

}  // namespace
}  // namespace muster
