#pragma once

#include "tests/support/world_builder.hpp"

#include <cstdint>
#include <random>

namespace muster::testing {

/// Small worlds and edits of them, the same for the same seed. Manifests are valid as far as the
/// loader would see to it; the account and the record are whatever earlier plans made of them.
class RandomWorld {
 public:
  explicit RandomWorld(std::uint64_t seed) : random_(seed) {}

  TestWorld world;

  /// Adds, changes and removes manifests.
  void edit_manifests();
  /// Changes the account behind muster's back: power, rules, members, attachments, deletions.
  void disturb_account();
  /// Things that muster does not manage.
  void add_foreign_things();

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  std::string name(const char* stem, std::size_t count) {
    return stem + std::to_string(pick(count));
  }

  void edit_one();
  void edit_volume();
  void edit_firewall();
  void edit_machine();
  void remove_one();
  void mend_references();
  VirtualMachineSpec machine();
  std::vector<SecurityRule> rules();
  template <Kind K>
  std::vector<Reference<K>> some(Tier tier, const char* foreign);
  void disturb_one();
  void disturb_machine(LiveVirtualMachine& live);

  std::mt19937_64 random_;
};

}  // namespace muster::testing
