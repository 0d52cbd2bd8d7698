#include "api/sandbox/lifecycle/images.hpp"

#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/lifecycle/snapshots.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

namespace muster::sandbox {
namespace {

Outcome<Json> list(State& state, const Request& request) {
  return list_filtered<Image>(state, request, "images");
}

Outcome<Json> create(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::string snapshot_id = in.text("snapshot_id");
  const std::string name = in.text("image_name");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const Image* image, create_image(state, snapshot_id, name, request.now));
  return Json{
      {"message", "Image creation started"}, {"image", view(state, *image)}, {"tier", "legacy"}};
}

Outcome<Json> get(State& state, const Request& request) {
  MUSTER_TRY(const Image* image, find_image(state, request.params[0]));
  return Json{{"image", view(state, *image)}};
}

Outcome<Json> remove(State& state, const Request& request) {
  MUSTER_TRY(const Image* image, delete_image(state, request.params[0], request.now));
  return Json{{"message", "Image deletion started"}, {"image_id", image->id}, {"tier", "legacy"}};
}

Json relationship(const State& state, const Snapshot& snapshot) {
  Json out = {{"snapshot_id", snapshot.id},
              {"has_image", snapshot.image_id.has_value()},
              {"image_id", snapshot.image_id ? Json(*snapshot.image_id) : Json(nullptr)}};
  if (snapshot.image_id)
    if (const Image* image = state.table<Image>().find(*snapshot.image_id); image != nullptr)
      out["image"] = view(state, *image);
  return out;
}

Outcome<Json> image_of_snapshot(State& state, const Request& request) {
  MUSTER_TRY(const Snapshot* snapshot, find_snapshot(state, request.params[0]));
  return relationship(state, *snapshot);
}

/// Snapshots that do not exist are left out.
Outcome<Json> images_of_snapshots(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::vector<std::string> ids = in.ids("snapshot_ids", true);
  MUSTER_CHECK(in.done());
  Json out = Json::object();
  for (const std::string& id : ids)
    if (const Snapshot* snapshot = state.table<Snapshot>().find(id); snapshot != nullptr)
      out[id] = relationship(state, *snapshot);
  return Json{{"relationships", std::move(out)}};
}

constexpr Route routes[] = {
    {"GET", "/images/", list},
    {"POST", "/images/", create},
    {"GET", "/images/{image_id}/", get},
    {"DELETE", "/images/{image_id}/", remove},
    {"GET", "/snapshots/{snapshot_id}/image-relationship/", image_of_snapshot},
    {"POST", "/snapshots/image-relationships/", images_of_snapshots},
};

}  // namespace

std::span<const Route> image_routes() {
  return routes;
}

}  // namespace muster::sandbox
