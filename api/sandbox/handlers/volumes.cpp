#include "api/sandbox/lifecycle/volumes.hpp"

#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/lifecycle/instances.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

namespace muster::sandbox {
namespace {

/// Also proposes the next automatic name.
Outcome<Json> list_volumes(State& state, const Request& request) {
  MUSTER_TRY(Json out, list_filtered<Volume>(state, request, "volumes"));
  std::size_t next = state.table<Volume>().rows().size() + 1;
  while (state.table<Volume>().name_taken("storage" + std::to_string(next))) ++next;
  out["next_volume_name"] = "storage" + std::to_string(next);
  return out;
}

Outcome<Json> create(State& state, const Request& request) {
  BodyReader in(request.body);
  VolumeRequest wanted;
  wanted.volume_name = in.text("volume_name");
  wanted.size_gb = in.integer("size_gb");
  wanted.volume_type = in.text("volume_type");
  wanted.tier = in.text("tier");
  wanted.region = in.text("region");
  wanted.description = in.optional_text("description").value_or("");
  wanted.image_id = in.optional_text("image_id");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const Volume* volume, create_volume(state, wanted, request.now));
  return Json{{"message", "Volume creation started"},
              {"volume", view(state, *volume)},
              {"tier", volume->tier}};
}

Outcome<Json> get(State& state, const Request& request) {
  MUSTER_TRY(const Volume* volume, find_volume(state, request.params[0]));
  return Json{{"volume", view(state, *volume)}};
}

Outcome<Json> remove(State& state, const Request& request) {
  MUSTER_TRY(const Volume* volume, delete_volume(state, request.params[0], request.now));
  return Json{{"message", "Volume deletion started"},
              {"volume_id", request.params[0]},
              {"tier", volume->tier}};
}

Outcome<Json> resize(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::int64_t size_gb = in.integer("size_gb");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const Volume* volume, resize_volume(state, request.params[0], size_gb, request.now));
  return Json{{"message", "Volume resize started"},
              {"volume_id", volume->id},
              {"size_gb", size_gb},
              {"old_size_gb", volume->size_gb},
              {"tier", volume->tier}};
}

Outcome<Json> clone(State& state, const Request& request) {
  BodyReader in(request.body);
  CloneRequest wanted;
  wanted.volume_name = in.text("volume_name");
  wanted.volume_type = in.optional_text("volume_type");
  wanted.region = in.optional_text("region");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const Volume* copy, clone_volume(state, request.params[0], wanted, request.now));
  return Json{{"message", "Volume clone started"}, {"volume_id", copy->id}, {"tier", copy->tier}};
}

Outcome<Json> attach(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::vector<std::string> ids = in.ids("volume_ids", true);
  const bool is_protected = in.flag("protected");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const auto volumes,
             attach_volumes(state, request.params[0], ids, is_protected, request.now));
  Json attachments = Json::array();
  for (const Volume* volume : volumes) attachments.push_back(attachment_view(*volume));
  return Json{{"message", "Attaching volumes"},
              {"instance_id", request.params[0]},
              {"attachments", std::move(attachments)},
              {"tier", volumes.front()->tier}};
}

Outcome<Json> detach(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::vector<std::string> ids = in.ids("volume_ids", true);
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const auto volumes, detach_volumes(state, request.params[0], ids, request.now));
  return Json{{"message", "Detaching volumes"},
              {"instance_id", request.params[0]},
              {"volume_ids", ids},
              {"tier", volumes.front()->tier}};
}

Outcome<Json> list_types(State& /*state*/, const Request& request) {
  const std::string tier = query(request, "tier");
  Json types = Json::object();
  for (const VolumeTypeRow& type : volume_types())
    if (tier.empty() || tier == type.tier) types[std::string(type.tier)].push_back(type.name);
  return Json{{"volume_types", std::move(types)}};
}

constexpr Route routes[] = {
    {"GET", "/volumes/", list_volumes},
    {"POST", "/volumes/", create},
    {"GET", "/volumes/{volume_id}/", get},
    {"DELETE", "/volumes/{volume_id}/", remove},
    {"POST", "/volumes/{volume_id}/resize/", resize},
    {"POST", "/volumes/{volume_id}/clone/", clone},
    {"POST", "/instances/{instance_id}/attach-volumes/", attach},
    {"POST", "/instances/{instance_id}/detach-volumes/", detach},
    {"GET", "/volume-types/", list_types},
};

}  // namespace

std::span<const Route> volume_routes() {
  return routes;
}

}  // namespace muster::sandbox
