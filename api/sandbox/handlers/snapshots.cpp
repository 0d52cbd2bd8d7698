#include "api/sandbox/lifecycle/snapshots.hpp"

#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

namespace muster::sandbox {
namespace {

Outcome<Json> list(State& state, const Request& request) {
  return list_filtered<Snapshot>(state, request, "snapshots");
}

Outcome<Json> create(State& state, const Request& request) {
  BodyReader in(request.body);
  SnapshotRequest wanted;
  wanted.instance_id = in.text("instance_id");
  wanted.snapshot_name = in.text("snapshot_name");
  wanted.description = in.optional_text("description").value_or("");
  wanted.is_image = in.flag("is_image");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const Snapshot* snapshot, create_snapshot(state, wanted, request.now));
  return Json{{"message", "Snapshot creation started"},
              {"snapshot", view(state, *snapshot)},
              {"tier", snapshot->tier}};
}

Outcome<Json> get(State& state, const Request& request) {
  MUSTER_TRY(const Snapshot* snapshot, find_snapshot(state, request.params[0]));
  return Json{{"snapshot", view(state, *snapshot)}};
}

Outcome<Json> remove(State& state, const Request& request) {
  MUSTER_TRY(const Snapshot* snapshot, delete_snapshot(state, request.params[0], request.now));
  return Json{{"message", "Snapshot deletion started"},
              {"snapshot_id", snapshot->id},
              {"image_id", snapshot->image_id ? Json(*snapshot->image_id) : Json(nullptr)},
              {"tier", snapshot->tier}};
}

Outcome<Json> restore(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::string name = in.text("new_vm_name");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const Instance* instance,
             restore_snapshot(state, request.params[0], name, request.now));
  return Json{{"message", "Snapshot restore started"},
              {"instance_id", instance->id},
              {"status", instance->status},
              {"snapshot_id", request.params[0]},
              {"tier", instance->tier}};
}

constexpr Route routes[] = {
    {"GET", "/snapshots/", list},
    {"POST", "/snapshots/", create},
    {"GET", "/snapshots/{snapshot_id}/", get},
    {"DELETE", "/snapshots/{snapshot_id}/", remove},
    {"POST", "/snapshots/{snapshot_id}/restore/", restore},
};

}  // namespace

std::span<const Route> snapshot_routes() {
  return routes;
}

}  // namespace muster::sandbox
