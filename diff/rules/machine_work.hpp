#pragma once

#include "diff/step.hpp"
#include "model/world.hpp"

#include <optional>
#include <vector>

namespace muster {

/// A machine that another of the same key replaces, or has replaced, while both are there.
struct OldMachine {
  const LiveVirtualMachine* live = nullptr;
  std::vector<Target> detach;         // before it is deleted
  bool lets_go_when_deleted = false;  // only then a volume of it is free: it is not waited with
  bool stays = false;                 // its successor has come under protection
};

/// What has to be done to one machine, and the power states it passes through meanwhile.
struct MachineWork {
  /// From the state it has (after a deployment: active) to the one it shall have; empty if the
  /// state cannot be told.
  std::vector<PowerState> path;
  std::vector<SecurityRule> rules_to_add;
  std::vector<LiveRule> rules_to_remove;
  std::optional<bool> public_ip;  // switch to this
  std::vector<Target> detach;
  std::vector<Target> attach;
  std::vector<OldMachine> old;
  bool follows_firewalls = false;  // its memberships are as the manifest says, not as they are

  std::vector<std::size_t> while_active;    // the last step before it leaves ACTIVE, or of all
  std::optional<std::size_t> powered_up;    // step after which it is ACTIVE
  std::optional<std::size_t> powered_down;  // first step that leaves ACTIVE for good
  std::vector<std::size_t> memberships;     // steps that set the members it is new among

  bool passes(PowerState state) const {
    for (const PowerState each : path)
      if (each == state) return true;
    return false;
  }
};

}  // namespace muster
