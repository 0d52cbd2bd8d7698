#pragma once

#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <string>

namespace muster::sandbox {

/// What a snapshot is asked for with.
struct SnapshotRequest {
  std::string instance_id;
  std::string snapshot_name;
  std::string description;
  bool is_image = false;
};

/// 404 SNAPSHOT_NOT_FOUND.
Outcome<Snapshot*> find_snapshot(State& state, const std::string& id);

/// Of a legacy instance that is ACTIVE with a server_uuid; it is SNAPSHOTTING until the snapshot is
/// finished, and then ACTIVE again. The image that was asked for is made once that is so.
Outcome<Snapshot*> create_snapshot(State& state, const SnapshotRequest& request, Timestamp now);
/// For good, and with it the image made from it. Not while either is being made.
Outcome<Snapshot*> delete_snapshot(State& state, const std::string& id, Timestamp now);
/// Another instance of the same hardware in the same region, without SSH keys (documented: they
/// have to be set up again). Also 402 and 503 OUT_OF_STOCK.
Outcome<Instance*> restore_snapshot(State& state, const std::string& id,
                                    const std::string& new_vm_name, Timestamp now);

void on_event(State& state, Snapshot& snapshot, const Pending& pending);

}  // namespace muster::sandbox
