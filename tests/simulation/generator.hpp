#pragma once

#include "api/net/seeded_random.hpp"
#include "tests/simulation/manifest_text.hpp"

#include <cstdint>
#include <string>

namespace muster::simulation {

/// Foreign until a manifest with lifecycle.adopt takes them over.
inline constexpr const char* lost_volume = "lost-volume";
inline constexpr const char* lost_firewall = "lost-firewall";

/// Projects that are valid, and edits that keep them so. The same seed gives the same projects.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  /// A few additions, changes and removals.
  void edit();
  /// Takes every machine out of hibernation: only then everything about it can be changed.
  void wake_machines();
  /// The two deliberate steps that end a protection: what is protected comes back if it was
  /// removed, without protection; afterwards it goes.
  void lift_protection();
  void drop_unprotected();
  /// What a single GPU can do.
  void make_do_with_one_machine();

  const ProjectDraft& project() const { return project_; }
  std::string text() const { return manifest_text(project_); }

 private:
  std::size_t pick(std::size_t count) { return random_.below(count); }
  bool chance(unsigned percent) { return random_.below(100) < percent; }
  std::string name(const char* stem, std::size_t count) {
    return stem + std::to_string(pick(count));
  }

  void edit_one();
  void edit_key();
  void edit_script();
  void edit_firewall();
  void edit_volume();
  void edit_special_volume();
  void edit_machine();
  void change_machine(MachineDraft& machine);
  void change_links(MachineDraft& machine);
  void move_volume();
  void edit_snapshot();
  void remove_one();
  void rename_one();
  void mend();
  bool can_be_snapshotted(const SnapshotDraft& snapshot) const;
  void mend_snapshots();
  void mend_machine(MachineDraft& machine, std::set<std::string>& taken);
  MachineDraft new_machine();
  VolumeDraft new_volume();
  std::set<std::string> some_rules();
  std::set<std::string> some_firewalls(const MachineDraft& machine);
  std::set<std::string> some_volumes(const MachineDraft& machine);
  std::set<std::string> some_keys();

  net::SeededRandom random_;
  ProjectDraft project_;
  int special_ = 0;  // volumes that outlive their manifest have names of their own
  std::map<std::string, VolumeDraft>
      guarded_;  // protected once, whether they are still there or not
};

}  // namespace muster::simulation
