#include "api/sandbox/lifecycle/images.hpp"

#include "api/sandbox/lifecycle/names.hpp"
#include "api/sandbox/lifecycle/snapshots.hpp"
#include "model/result.hpp"

namespace muster::sandbox {

Outcome<Image*> find_image(State& state, const std::string& id) {
  if (Image* image = state.table<Image>().find(id); image != nullptr) return image;
  return refuse(codes::image_not_found, "Image " + id + " not found");
}

Outcome<Image*> create_image(State& state, const std::string& snapshot_id, const std::string& name,
                             Timestamp now) {
  MUSTER_TRY(Snapshot * snapshot, find_snapshot(state, snapshot_id));
  if (snapshot->status != "SUCCESS")
    return refuse(codes::invalid_state, "Snapshot " + snapshot_id + " is in state " +
                                            snapshot->status + "; an image needs a finished one");
  if (snapshot->image_id)
    return refuse(codes::resource_in_use,
                  "Snapshot " + snapshot_id + " has the image " + *snapshot->image_id + " already");
  MUSTER_CHECK(check_new_name(state.table<Image>(), "image", name, Spaces::allowed));
  return &add_image(state, *snapshot, name, Duration(0), now);
}

Outcome<Image*> delete_image(State& state, const std::string& id, Timestamp now) {
  MUSTER_TRY(Image * image, find_image(state, id));
  if (image->status != "SUCCESS")
    return refuse(codes::operation_in_progress, "Image " + id + " is in state " + image->status);
  image->status = "DELETING";
  state.schedule(*image, now, state.options().durations.image_delete, Event::enter_state,
                 "DELETED");
  return image;
}

Image& add_image(State& state, Snapshot& snapshot, const std::string& name, Duration after,
                 Timestamp now) {
  Image image;
  image.id = state.new_id('I');
  image.name = name;
  image.serial = state.next_serial();
  image.created_at = now;
  image.status = "CREATING";
  image.region = snapshot.region;
  image.snapshot_id = snapshot.id;
  image.size_gb = snapshot.disk_gb;
  Image& added = state.table<Image>().put(std::move(image));
  snapshot.image_id = added.id;
  state.touch(snapshot);
  state.schedule(added, now, after + state.options().durations.image_create, Event::enter_state,
                 "SUCCESS");
  return added;
}

void on_event(State& state, Image& image, const Pending& pending) {
  if (pending.event != Event::enter_state) return;
  image.status = pending.subject;
  if (image.status != "DELETED") return;
  if (Snapshot* snapshot = state.table<Snapshot>().find(image.snapshot_id); snapshot != nullptr) {
    snapshot->image_id.reset();
    state.touch(*snapshot);
  }
  state.retire(image, pending.due, Duration(0));
}

}  // namespace muster::sandbox
