#pragma once

#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

struct VolumeRequest {
  std::string volume_name;
  std::string tier;
  std::string region;
  std::string volume_type;
  std::int64_t size_gb = 0;
  std::string description;
  std::optional<std::string> image_id;  // an OS image makes the volume bootable
};

/// 404 VOLUME_NOT_FOUND.
Outcome<Volume*> find_volume(State& state, const std::string& id);

Outcome<Volume*> create_volume(State& state, const VolumeRequest& request, Timestamp now);
/// Advanced tier; grows only; not while anything else is under way.
Outcome<Volume*> resize_volume(State& state, const std::string& id, std::int64_t size_gb,
                               Timestamp now);
struct CloneRequest {
  std::string volume_name;
  std::optional<std::string> volume_type;
  std::optional<std::string> region;
};
/// Advanced tier; the copy, which is another volume of the same size.
Outcome<Volume*> clone_volume(State& state, const std::string& id, const CloneRequest& request,
                              Timestamp now);
/// 409 RESOURCE_IN_USE, naming the instance, while it is attached.
Outcome<Volume*> delete_volume(State& state, const std::string& id, Timestamp now);

/// All or nothing. Legacy: ACTIVE or SHUTOFF; advanced: SHUTOFF.
Outcome<std::vector<Volume*>> attach_volumes(State& state, const std::string& instance_id,
                                             const std::vector<std::string>& ids, bool is_protected,
                                             Timestamp now);
/// All or nothing; boot volumes stay.
Outcome<std::vector<Volume*>> detach_volumes(State& state, const std::string& instance_id,
                                             const std::vector<std::string>& ids, Timestamp now);

/// That each id is another available volume of that tier and region.
Outcome<void> check_attachable(State& state, const std::vector<std::string>& ids,
                               std::string_view tier, std::string_view region);

/// For deployments: begins attaching a volume that check_attachable() has passed.
void reserve_volume(State& state, Instance& instance, const std::string& id, bool boots,
                    Timestamp now);
void create_boot_volume(State& state, Instance& instance, std::int64_t size_gb, Timestamp now);
/// The deployment is done: its volumes are attached now.
void finish_deploy_volumes(State& state, Instance& instance);
/// The instance is gone. Its volumes are available again, but for the boot volume of the advanced
/// tier, which goes with it.
void release_volumes(State& state, Instance& instance, Timestamp now);

void on_event(State& state, Volume& volume, const Pending& pending);

}  // namespace muster::sandbox
