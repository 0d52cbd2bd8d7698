#include "api/sandbox/lifecycle/deploy.hpp"

#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/lifecycle/images.hpp"
#include "api/sandbox/lifecycle/instances.hpp"
#include "api/sandbox/lifecycle/money.hpp"
#include "api/sandbox/lifecycle/names.hpp"
#include "api/sandbox/lifecycle/volumes.hpp"
#include "model/result.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

Outcome<void> check_place(const Deployment& request) {
  if (!is_tier(request.tier))
    return refuse(codes::invalid_tier, "Unknown tier '" + request.tier + "'");
  const RegionRow* region = find_region(request.region);
  if (region == nullptr)
    return refuse(codes::invalid_region, "Unknown region '" + request.region + "'");
  if (region->tier != request.tier)
    return refuse(codes::invalid_region,
                  request.region + " is not a region of tier " + request.tier);
  const GpuRow* gpu = find_gpu(request.tier, request.gpu_model);
  if (gpu == nullptr || !is_offered(request.region, request.gpu_model))
    return refuse(codes::invalid_gpu_model, "GPU model '" + request.gpu_model +
                                                "' is not offered in " + request.region +
                                                " on tier " + request.tier);
  if (std::ranges::find(gpu_counts, request.gpu_count) == gpu_counts.end() ||
      request.gpu_count > gpu->max_count)
    return refuse(codes::invalid_gpu_count, "gpu_count " + std::to_string(request.gpu_count) +
                                                " is not available for " + request.gpu_model);
  return {};
}

/// What only one of the two tiers has.
Outcome<void> check_tier_features(const Deployment& request) {
  const bool legacy = request.tier == "legacy";
  const auto unsupported = [&](std::string_view field) {
    return refuse(codes::unsupported_for_tier,
                  std::string(field) + " is not supported on tier " + request.tier);
  };
  if (!legacy && !request.security_rules.empty()) return unsupported("security_rules");
  if (!legacy && request.user_data) return unsupported("user_data");
  if (!legacy && request.image_id) return unsupported("image_id");
  if (legacy && request.script_id) return unsupported("script_id");
  return {};
}

Outcome<void> check_image(State& state, const std::string& id, const std::string& region) {
  MUSTER_TRY(const Image* image, find_image(state, id));
  if (image->region != region)
    return refuse(codes::invalid_region,
                  "Image " + id + " is in " + image->region + ", not in " + region);
  if (image->status == "SUCCESS") return {};
  return refuse(codes::invalid_state, "Image " + id + " is in state " + image->status);
}

Outcome<void> check_boot_source(State& state, const Deployment& request) {
  const int sources =
      (request.os_image ? 1 : 0) + (request.image_id ? 1 : 0) + (request.boot_volume_id ? 1 : 0);
  if (sources != 1)
    return refuse(codes::validation_error,
                  "Give exactly one of os_image, image_id and boot_volume_id");
  if (request.image_id) MUSTER_CHECK(check_image(state, *request.image_id, request.region));
  if (request.os_image && find_os_image(request.tier, *request.os_image) == nullptr)
    return refuse(codes::image_not_found, "OS image '" + *request.os_image + "' not found");
  if (request.boot_volume_id) {
    if (request.create_bootable_volume || request.boot_volume_size_gb)
      return refuse(codes::validation_error, "boot_volume_id excludes creating a boot volume");
    MUSTER_TRY(const Volume* volume, find_volume(state, *request.boot_volume_id));
    if (!volume->bootable)
      return refuse(codes::validation_error, "Volume " + volume->id + " is not bootable");
  }
  if (request.boot_volume_size_gb && (*request.boot_volume_size_gb < volume_size_min_gb ||
                                      *request.boot_volume_size_gb > volume_size_max_gb))
    return refuse(codes::validation_error, "boot_volume_size_gb is out of range");
  return {};
}

Outcome<void> check_references(State& state, const Deployment& request) {
  if (request.ssh_key_ids.empty())
    return refuse(codes::validation_error, "At least one SSH key is required");
  for (const std::string& id : request.ssh_key_ids)
    if (state.table<SshKey>().find(id) == nullptr)
      return refuse(codes::ssh_key_not_found, "SSH key " + id + " not found");
  if (request.script_id && state.table<Script>().find(*request.script_id) == nullptr)
    return refuse(codes::script_not_found, "Script " + *request.script_id + " not found");
  for (const RuleRequest& rule : request.security_rules) MUSTER_CHECK(check_rule(rule));
  std::vector<std::string> ids = request.volume_ids;
  if (request.boot_volume_id) ids.push_back(*request.boot_volume_id);
  return check_attachable(state, ids, request.tier, request.region);
}

Instance draft(State& state, const Deployment& request) {
  Instance instance;
  instance.name = request.vm_name;
  instance.tier = request.tier;
  instance.region = request.region;
  instance.gpu_model = request.gpu_model;
  instance.gpu_count = request.gpu_count;
  if (request.os_image) instance.os_image = find_os_image(request.tier, *request.os_image)->name;
  if (request.image_id) instance.os_image = state.table<Image>().find(*request.image_id)->name;
  for (const std::string& id : request.ssh_key_ids) {
    instance.ssh_key_ids.push_back(id);
    instance.ssh_key_names.push_back(state.table<SshKey>().find(id)->name);
  }
  // The advanced tier's instances always have an address.
  instance.public_ip_enabled = request.enable_public_ip || request.tier == "advanced";
  instance.user_data = request.user_data;
  instance.script_id = request.script_id;
  return instance;
}

}  // namespace

Outcome<Instance*> deploy(State& state, const Deployment& request, Timestamp now) {
  MUSTER_CHECK(check_place(request));
  MUSTER_CHECK(check_tier_features(request));
  MUSTER_CHECK(
      check_new_name(state.table<Instance>(), "instance", request.vm_name, Spaces::allowed));
  MUSTER_CHECK(check_boot_source(state, request));
  MUSTER_CHECK(check_references(state, request));
  MUSTER_TRY(Instance * deployed, begin_deployment(state, draft(state, request), now));
  Instance& instance = *deployed;
  for (const RuleRequest& rule : request.security_rules)
    instance.rules.push_back(make_rule(state, rule, now));
  if (request.boot_volume_id) reserve_volume(state, instance, *request.boot_volume_id, true, now);
  if (request.create_bootable_volume || request.boot_volume_size_gb)
    create_boot_volume(state, instance, request.boot_volume_size_gb.value_or(root_disk_gb), now);
  for (const std::string& id : request.volume_ids) reserve_volume(state, instance, id, false, now);
  return &instance;
}

Outcome<Instance*> begin_deployment(State& state, Instance wanted, Timestamp now) {
  MUSTER_CHECK(check_credit(state, running_rate(state, wanted)));
  if (!state.take_stock(wanted))
    return refuse(codes::out_of_stock, "No capacity for " + std::to_string(wanted.gpu_count) +
                                           " x " + wanted.gpu_model + " in " + wanted.region);
  wanted.created_at = now;
  wanted.status = "CREATING";
  wanted.stable_status = "CREATING";
  wanted.public_ip_status = wanted.public_ip_enabled ? "ATTACHING" : "DETACHED";
  wanted.id = state.new_id('D');
  wanted.serial = state.next_serial();
  Instance& instance = state.table<Instance>().put(std::move(wanted));
  state.schedule(instance, now, state.options().durations.deploy_accept, Event::enter_state,
                 "BUILD");
  return &instance;
}

}  // namespace muster::sandbox
