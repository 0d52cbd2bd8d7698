#include "api/sandbox/lifecycle/snapshots.hpp"

#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/lifecycle/deploy.hpp"
#include "api/sandbox/lifecycle/images.hpp"
#include "api/sandbox/lifecycle/instances.hpp"
#include "api/sandbox/lifecycle/money.hpp"
#include "api/sandbox/lifecycle/names.hpp"
#include "model/result.hpp"

namespace muster::sandbox {
namespace {

/// Of the volume it boots from, or else of the disk it came with.
std::int64_t boot_disk_gb(const State& state, const Instance& instance) {
  for (const std::string& id : instance.volume_ids) {
    const Volume* volume = state.table<Volume>().find(id);
    if (volume != nullptr && volume->boots_instance) return volume->size_gb;
  }
  return root_disk_gb;
}

Outcome<void> check_source(const Instance& instance) {
  if (instance.tier != "legacy")
    return refuse(codes::unsupported_for_tier,
                  "Snapshots are not available on tier " + instance.tier);
  if (instance.status == "SNAPSHOTTING")
    return refuse(codes::operation_in_progress,
                  "A snapshot of instance " + instance.id + " is being taken already");
  if (instance.status == "ACTIVE" && instance.server_uuid) return {};
  return refuse(
      codes::invalid_state,
      "Instance " + instance.id + " must be ACTIVE with a server_uuid; it is " + instance.status);
}

Snapshot draft(const Instance& instance, const SnapshotRequest& request, Timestamp now) {
  Snapshot snapshot;
  snapshot.name = request.snapshot_name;
  snapshot.created_at = now;
  snapshot.status = "CREATING";
  snapshot.tier = instance.tier;
  snapshot.region = instance.region;
  snapshot.description = request.description;
  snapshot.instance_id = instance.id;
  snapshot.instance_name = instance.name;
  snapshot.gpu_model = instance.gpu_model;
  snapshot.gpu_count = instance.gpu_count;
  snapshot.os_image = instance.os_image;
  snapshot.has_public_ip = instance.public_ip_enabled;
  return snapshot;
}

void enter_success(State& state, Snapshot& snapshot, Timestamp now) {
  snapshot.size_gb = snapshot.disk_gb;
  state.set_rate(snapshot, kept_rate(state, snapshot.size_gb), now);
}

}  // namespace

Outcome<Snapshot*> find_snapshot(State& state, const std::string& id) {
  if (Snapshot* snapshot = state.table<Snapshot>().find(id); snapshot != nullptr) return snapshot;
  return refuse(codes::snapshot_not_found, "Snapshot " + id + " not found");
}

Outcome<Snapshot*> create_snapshot(State& state, const SnapshotRequest& request, Timestamp now) {
  MUSTER_TRY(Instance * instance, find_instance(state, request.instance_id));
  MUSTER_CHECK(check_source(*instance));
  MUSTER_CHECK(
      check_new_name(state.table<Snapshot>(), "snapshot", request.snapshot_name, Spaces::allowed));
  if (request.is_image)
    MUSTER_CHECK(
        check_new_name(state.table<Image>(), "image", request.snapshot_name, Spaces::allowed));
  const std::int64_t disk_gb = boot_disk_gb(state, *instance);
  MUSTER_CHECK(check_credit(state, kept_rate(state, disk_gb)));
  Snapshot wanted = draft(*instance, request, now);
  wanted.id = state.new_id('S');
  wanted.serial = state.next_serial();
  wanted.disk_gb = disk_gb;
  Snapshot& snapshot = state.table<Snapshot>().put(std::move(wanted));
  const Duration length = state.options().durations.snapshot_create;
  state.schedule(snapshot, now, length, Event::enter_state, "SUCCESS");
  enter(state, *instance, "SNAPSHOTTING", now);
  state.schedule(*instance, now, length, Event::enter_state, "ACTIVE");
  if (request.is_image) add_image(state, snapshot, request.snapshot_name, length, now);
  return &snapshot;
}

Outcome<Snapshot*> delete_snapshot(State& state, const std::string& id, Timestamp now) {
  MUSTER_TRY(Snapshot * snapshot, find_snapshot(state, id));
  if (snapshot->status != "SUCCESS" && snapshot->status != "ERROR")
    return refuse(codes::operation_in_progress,
                  "Snapshot " + id + " is in state " + snapshot->status);
  const Image* image = state.table<Image>().find(snapshot->image_id.value_or(""));
  if (image != nullptr && image->status != "DELETING")
    MUSTER_CHECK(delete_image(state, image->id, now));
  snapshot->status = "DELETING";
  state.schedule(*snapshot, now, state.options().durations.snapshot_delete, Event::enter_state,
                 "DELETED");
  return snapshot;
}

Outcome<Instance*> restore_snapshot(State& state, const std::string& id,
                                    const std::string& new_vm_name, Timestamp now) {
  MUSTER_TRY(const Snapshot* snapshot, find_snapshot(state, id));
  if (snapshot->status != "SUCCESS")
    return refuse(codes::invalid_state, "Snapshot " + id + " is in state " + snapshot->status +
                                            "; only a finished one can be restored");
  MUSTER_CHECK(check_new_name(state.table<Instance>(), "instance", new_vm_name, Spaces::allowed));
  Instance wanted;
  wanted.name = new_vm_name;
  wanted.tier = snapshot->tier;
  wanted.region = snapshot->region;
  wanted.gpu_model = snapshot->gpu_model;
  wanted.gpu_count = snapshot->gpu_count;
  wanted.os_image = snapshot->os_image;
  wanted.public_ip_enabled = snapshot->has_public_ip;
  return begin_deployment(state, std::move(wanted), now);
}

void on_event(State& state, Snapshot& snapshot, const Pending& pending) {
  if (pending.event != Event::enter_state) return;
  snapshot.status = pending.subject;
  if (snapshot.status == "SUCCESS") return enter_success(state, snapshot, pending.due);
  if (snapshot.status == "DELETED") state.retire(snapshot, pending.due, Duration(0));
}

}  // namespace muster::sandbox
