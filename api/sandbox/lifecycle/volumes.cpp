#include "api/sandbox/lifecycle/volumes.hpp"

#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/lifecycle/money.hpp"
#include "api/sandbox/lifecycle/names.hpp"
#include "model/result.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

Outcome<void> check_kind(std::string_view tier, std::string_view region, std::string_view type,
                         std::int64_t size_gb) {
  if (!is_tier(tier))
    return refuse(codes::invalid_tier, "Unknown tier '" + std::string(tier) + "'");
  const RegionRow* row = find_region(region);
  if (row == nullptr || row->tier != tier)
    return refuse(codes::invalid_region,
                  "'" + std::string(region) + "' is not a region of tier " + std::string(tier));
  if (find_volume_type(tier, type) == nullptr)
    return refuse(codes::validation_error, "Volume type '" + std::string(type) +
                                               "' is not available on tier " + std::string(tier));
  if (size_gb < volume_size_min_gb || size_gb > volume_size_max_gb)
    return refuse(codes::validation_error, "size_gb must be between 100 and 1048576");
  return {};
}

Volume& add_volume(State& state, Volume volume, Duration length, Timestamp now) {
  volume.id = state.new_id('V');
  volume.serial = state.next_serial();
  volume.created_at = now;
  Volume& added = state.table<Volume>().put(std::move(volume));
  state.set_rate(added, storage_rate(state, added.tier, added.volume_type, added.size_gb), now);
  state.schedule(added, now, length, Event::enter_state, "available");
  return added;
}

bool is_growing(const Volume& volume) {
  return std::ranges::any_of(volume.pending,
                             [](const Pending& p) { return p.event == Event::finish_resize; });
}

/// Neither being made, attached, detached, deleted nor resized.
Outcome<void> check_idle(const Volume& volume) {
  if (is_growing(volume))
    return refuse(codes::operation_in_progress, "Volume " + volume.id + " is being resized");
  if (volume.status == "available" || volume.status == "in-use") return {};
  return refuse(codes::operation_in_progress,
                "Volume " + volume.id + " is in state " + volume.status);
}

Outcome<Volume*> find_advanced(State& state, const std::string& id, std::string_view verb) {
  MUSTER_TRY(Volume * volume, find_volume(state, id));
  if (volume->tier == "advanced") return volume;
  return refuse(codes::unsupported_for_tier,
                "Volumes of tier " + volume->tier + " cannot be " + std::string(verb));
}

/// The instance, in a state in which volumes come and go.
Outcome<Instance*> find_host(State& state, const std::string& id) {
  Instance* instance = state.table<Instance>().find(id);
  if (instance == nullptr)
    return refuse(codes::instance_not_found, "Instance " + id + " not found");
  const bool off = instance->status == "SHUTOFF";
  if (off || (instance->tier == "legacy" && instance->status == "ACTIVE")) return instance;
  return refuse(codes::invalid_state, "Volumes of an instance on tier " + instance->tier +
                                          " cannot be changed in state " + instance->status);
}

std::string free_device(State& state, const Instance& instance) {
  const auto used = [&](const std::string& device) {
    return std::ranges::any_of(instance.volume_ids, [&](const std::string& id) {
      const Volume* volume = state.table<Volume>().find(id);
      return volume != nullptr && volume->device == device;
    });
  };
  std::string device = "/dev/vdb";
  while (used(device) && device.back() < 'z') ++device.back();
  return device;
}

void bind(State& state, Instance& instance, Volume& volume, Timestamp now) {
  volume.device = volume.boots_instance ? "/dev/vda" : free_device(state, instance);
  volume.status = "attaching";
  volume.instance_id = instance.id;
  volume.attachment_id = state.new_id('A');
  volume.attachment_status = "ATTACHING";
  volume.attached_at = now;
  instance.volume_ids.push_back(volume.id);
  state.touch(volume);
  state.touch(instance);
}

void unbind(State& state, Volume& volume) {
  volume.status = "available";
  volume.instance_id.reset();
  volume.attached_at.reset();
  volume.attachment_id.clear();
  volume.attachment_status.clear();
  volume.device.clear();
  volume.boots_instance = false;
  volume.protected_attachment = false;
  std::erase_if(volume.pending, [](const Pending& p) {
    return p.event == Event::finish_attach || p.event == Event::finish_detach;
  });
  state.touch(volume);
}

void settle_attached(State& state, Volume& volume) {
  if (volume.status != "attaching") return;
  volume.status = "in-use";
  volume.attachment_status = "ATTACHED";
  state.touch(volume);
}

void settle_detached(State& state, Volume& volume) {
  if (volume.status != "detaching") return;
  if (Instance* instance = state.table<Instance>().find(volume.instance_id.value_or(""));
      instance != nullptr) {
    std::erase(instance->volume_ids, volume.id);
    state.touch(*instance);
  }
  unbind(state, volume);
}

}  // namespace

Outcome<Volume*> find_volume(State& state, const std::string& id) {
  if (Volume* volume = state.table<Volume>().find(id); volume != nullptr) return volume;
  return refuse(codes::volume_not_found, "Volume " + id + " not found");
}

Outcome<Volume*> create_volume(State& state, const VolumeRequest& request, Timestamp now) {
  MUSTER_CHECK(
      check_new_name(state.table<Volume>(), "volume", request.volume_name, Spaces::allowed));
  MUSTER_CHECK(check_kind(request.tier, request.region, request.volume_type, request.size_gb));
  if (request.image_id && find_os_image(request.tier, *request.image_id) == nullptr)
    return refuse(codes::image_not_found, "Image " + *request.image_id + " not found");
  MUSTER_CHECK(
      check_credit(state, storage_rate(state, request.tier, request.volume_type, request.size_gb)));
  Volume volume;
  volume.name = request.volume_name;
  volume.status = "creating";
  volume.tier = request.tier;
  volume.region = request.region;
  volume.volume_type = request.volume_type;
  volume.size_gb = request.size_gb;
  volume.description = request.description;
  volume.bootable = request.image_id.has_value();
  return &add_volume(state, std::move(volume), state.options().durations.volume_create, now);
}

Outcome<Volume*> resize_volume(State& state, const std::string& id, std::int64_t size_gb,
                               Timestamp now) {
  MUSTER_TRY(Volume * volume, find_advanced(state, id, "resized"));
  MUSTER_CHECK(check_idle(*volume));
  if (size_gb <= volume->size_gb)
    return refuse(codes::validation_error,
                  "size_gb must be greater than the present " + std::to_string(volume->size_gb));
  MUSTER_CHECK(check_kind(volume->tier, volume->region, volume->volume_type, size_gb));
  MUSTER_CHECK(
      check_credit(state, storage_rate(state, volume->tier, volume->volume_type, size_gb)));
  state.schedule(*volume, now, state.options().durations.volume_resize, Event::finish_resize, {},
                 size_gb);
  return volume;
}

Outcome<Volume*> clone_volume(State& state, const std::string& id, const CloneRequest& request,
                              Timestamp now) {
  MUSTER_TRY(const Volume* source, find_advanced(state, id, "cloned"));
  MUSTER_CHECK(check_idle(*source));
  MUSTER_CHECK(
      check_new_name(state.table<Volume>(), "volume", request.volume_name, Spaces::allowed));
  Volume copy;
  copy.name = request.volume_name;
  copy.status = "cloning";
  copy.tier = source->tier;
  copy.region = request.region.value_or(source->region);
  copy.volume_type = request.volume_type.value_or(source->volume_type);
  copy.size_gb = source->size_gb;
  copy.bootable = source->bootable;
  MUSTER_CHECK(check_kind(copy.tier, copy.region, copy.volume_type, copy.size_gb));
  MUSTER_CHECK(check_credit(state, storage_rate(state, copy.tier, copy.volume_type, copy.size_gb)));
  return &add_volume(state, std::move(copy), state.options().durations.volume_clone, now);
}

Outcome<Volume*> delete_volume(State& state, const std::string& id, Timestamp now) {
  MUSTER_TRY(Volume * volume, find_volume(state, id));
  if (volume->instance_id) {
    const Instance* instance = state.table<Instance>().find(*volume->instance_id);
    return refuse(codes::resource_in_use,
                  "Volume " + id + " is attached to instance " +
                      (instance == nullptr ? *volume->instance_id : instance->name) +
                      "; detach it first");
  }
  MUSTER_CHECK(check_idle(*volume));
  volume->status = "deleting";
  state.schedule(*volume, now, state.options().durations.volume_delete, Event::enter_state,
                 "deleted");
  return volume;
}

Outcome<void> check_attachable(State& state, const std::vector<std::string>& ids,
                               std::string_view tier, std::string_view region) {
  for (auto id = ids.begin(); id != ids.end(); ++id) {
    MUSTER_TRY(const Volume* volume, find_volume(state, *id));
    if (std::find(ids.begin(), id, *id) != id)
      return refuse(codes::validation_error, "Volume " + *id + " is given twice");
    if (volume->tier != tier || volume->region != region)
      return refuse(codes::validation_error,
                    "Volume " + *id + " is not in the tier and region of the instance");
    if (volume->instance_id)
      return refuse(codes::resource_in_use,
                    "Volume " + *id + " is attached to instance " + *volume->instance_id);
    MUSTER_CHECK(check_idle(*volume));
  }
  return {};
}

Outcome<std::vector<Volume*>> attach_volumes(State& state, const std::string& instance_id,
                                             const std::vector<std::string>& ids, bool is_protected,
                                             Timestamp now) {
  MUSTER_TRY(Instance * instance, find_host(state, instance_id));
  if (ids.empty()) return refuse(codes::validation_error, "volume_ids must not be empty");
  MUSTER_CHECK(check_attachable(state, ids, instance->tier, instance->region));
  std::vector<Volume*> volumes;
  for (const std::string& id : ids) {
    Volume& volume = *volumes.emplace_back(state.table<Volume>().find(id));
    bind(state, *instance, volume, now);
    volume.protected_attachment = is_protected;
    state.schedule(volume, now, state.options().durations.volume_attach, Event::finish_attach);
  }
  return volumes;
}

Outcome<std::vector<Volume*>> detach_volumes(State& state, const std::string& instance_id,
                                             const std::vector<std::string>& ids, Timestamp now) {
  MUSTER_CHECK(find_host(state, instance_id));
  if (ids.empty()) return refuse(codes::validation_error, "volume_ids must not be empty");
  std::vector<Volume*> volumes;
  for (const std::string& id : ids) {
    MUSTER_TRY(Volume * volume, find_volume(state, id));
    if (volume->instance_id != instance_id)
      return refuse(codes::validation_error,
                    "Volume " + id + " is not attached to instance " + instance_id);
    if (volume->boots_instance)
      return refuse(codes::resource_in_use,
                    "Volume " + id + " is the boot volume of " + instance_id);
    MUSTER_CHECK(check_idle(*volume));
    volumes.push_back(volume);
  }
  for (Volume* volume : volumes) {
    if (volume->status == "detaching") continue;  // given twice
    volume->status = "detaching";
    volume->attachment_status = "DETACHING";
    state.schedule(*volume, now, state.options().durations.volume_detach, Event::finish_detach);
  }
  return volumes;
}

void reserve_volume(State& state, Instance& instance, const std::string& id, bool boots,
                    Timestamp now) {
  Volume* volume = state.table<Volume>().find(id);
  if (volume == nullptr) return;
  volume->boots_instance = boots;
  bind(state, instance, *volume, now);
}

void create_boot_volume(State& state, Instance& instance, std::int64_t size_gb, Timestamp now) {
  std::string name = instance.name.substr(0, 45) + "-boot";
  for (int n = 2; state.table<Volume>().name_taken(name); ++n)
    name = instance.name.substr(0, 40) + "-boot-" + std::to_string(n);
  Volume volume;
  volume.name = name;
  volume.tier = instance.tier;
  volume.region = instance.region;
  volume.volume_type = instance.tier == "legacy" ? "SSD" : "NVMe";
  volume.size_gb = size_gb;
  volume.bootable = true;
  volume.boots_instance = true;
  Volume& added = add_volume(state, std::move(volume), Duration(0), now);
  added.pending.clear();  // it becomes available to nobody else: it is attached from the start
  bind(state, instance, added, now);
}

void finish_deploy_volumes(State& state, Instance& instance) {
  for (const std::string& id : instance.volume_ids)
    if (Volume* volume = state.table<Volume>().find(id);
        volume != nullptr && volume->pending.empty())
      settle_attached(state, *volume);
}

void release_volumes(State& state, Instance& instance, Timestamp now) {
  for (const std::string& id : std::exchange(instance.volume_ids, {})) {
    Volume* volume = state.table<Volume>().find(id);
    if (volume == nullptr) continue;
    const bool goes_too = volume->boots_instance && volume->tier == "advanced";
    unbind(state, *volume);
    if (!goes_too) continue;
    volume->status = "deleted";
    state.retire(*volume, now, Duration(0));
  }
}

void on_event(State& state, Volume& volume, const Pending& pending) {
  switch (pending.event) {
    case Event::enter_state:
      volume.status = pending.subject;
      if (volume.status == "deleted") state.retire(volume, pending.due, Duration(0));
      return;
    case Event::finish_attach:
      return settle_attached(state, volume);
    case Event::finish_detach:
      return settle_detached(state, volume);
    case Event::finish_resize:
      volume.size_gb = pending.number;
      return state.set_rate(volume,
                            storage_rate(state, volume.tier, volume.volume_type, volume.size_gb),
                            pending.due);
    default:
      return;
  }
}

}  // namespace muster::sandbox
