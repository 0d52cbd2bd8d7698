#pragma once

#include "tests/support/world_builder.hpp"

#include <string>

#include <gtest/gtest.h>

namespace muster::testing {

/// What the tests of snapshots, images and machines that boot from them plan with.
inline const ResourceKey box{Kind::virtual_machine, "box"};
inline const ResourceKey clone{Kind::virtual_machine, "clone"};
inline const ResourceKey golden{Kind::snapshot, "golden"};
inline const ResourceKey base{Kind::custom_image, "base"};

inline SnapshotSpec snapshot_of(const std::string& machine) {
  return {.virtual_machine = managed<Kind::virtual_machine>(machine)};
}
inline CustomImageSpec image_of(const std::string& snapshot) {
  return {.snapshot = managed<Kind::snapshot>(snapshot)};
}

inline VirtualMachineSpec restored() {
  VirtualMachineSpec spec = machine_spec();
  spec.boot = {.snapshot = managed<Kind::snapshot>("golden")};
  return spec;
}
inline VirtualMachineSpec imaged() {
  VirtualMachineSpec spec = machine_spec();
  spec.boot = {.custom_image = managed<Kind::custom_image>("base")};
  return spec;
}

/// A machine and a snapshot of it.
inline TestWorld with_snapshot() {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("bob", key_spec("ssh-ed25519 AAAAbob bob"));
  world.want("box", machine_spec());
  world.want("golden", snapshot_of("box"));
  return world;
}

/// The same with an image made from the snapshot.
inline TestWorld with_image() {
  TestWorld world = with_snapshot();
  world.want("base", image_of("golden"));
  return world;
}

inline std::string refusal(const TestWorld& world) {
  const Planned planned = world.plan();
  EXPECT_TRUE(has_errors(planned.diagnostics));
  return all_messages(planned.diagnostics);
}

}  // namespace muster::testing
