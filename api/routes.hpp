#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace muster::api {

/// Every call of the contract. The order is that of the table in routes.cpp.
enum class Operation : std::uint8_t {
  list_regions,
  list_os_images,
  list_gpu_specs,
  list_gpu_stocks,
  get_pricing,
  query_pricing,
  get_credit_balance,
  deploy_instance,
  list_instances,
  get_instance,
  delete_instance,
  start_instance,
  stop_instance,
  reboot_instance,
  hibernate_instance,
  restore_instance,
  toggle_public_ip,
  add_security_rule,
  remove_security_rule,
  get_hibernated_count,
  list_instance_firewalls,
  list_ssh_keys,
  create_ssh_key,
  get_ssh_key,
  delete_ssh_key,
  list_scripts,
  create_script,
  get_script,
  update_script,
  delete_script,
  delete_scripts,
  list_volumes,
  create_volume,
  get_volume,
  delete_volume,
  resize_volume,
  clone_volume,
  attach_volumes,
  detach_volumes,
  list_volume_types,
  list_firewalls,
  create_firewall,
  get_firewall,
  delete_firewall,
  add_firewall_rule,
  remove_firewall_rule,
  attach_firewall,
  list_firewall_protocols,
  list_attachable_instances,
  list_snapshots,
  create_snapshot,
  get_snapshot,
  delete_snapshot,
  restore_snapshot,
  list_snapshot_eligible,
  list_images,
  create_image,
  get_image,
  delete_image,
  get_snapshot_image,
  query_snapshot_images,
  get_instance_billing,
  get_volume_billing,
  get_snapshot_billing,
  chat,
  list_ai_models,
  get_ai_usage,
  get_ai_history,
  count_,
};
inline constexpr std::size_t operation_count = static_cast<std::size_t>(Operation::count_);

/// How a fact about the API is known.
enum class Evidence : std::uint8_t {
  documented,       // read on a published page
  verb_documented,  // the operation and its HTTP method are published, the path is a guess
  inferred,         // the operation is named, the rest is a guess
};

/// What sending a request twice does; the client repeats lost requests by this, never by method.
enum class Effect : std::uint8_t {
  reads,        // changes nothing
  converges,    // the second request leaves things as the first did
  accumulates,  // the second request may create, flip or interrupt something again
};

struct RouteRow {
  Operation operation;
  std::string_view name;  // operationId in api/openapi.yaml
  std::string_view method;
  std::string_view path;  // below the endpoint; parameters as {name}
  Evidence evidence;
  Effect effect;
};

/// The calls as muster assumes them, one row for each Operation in its order.
std::span<const RouteRow> standard_routes();

/// The operationId, e.g. "list-instances"; for messages and overrides.
std::string_view to_string(Operation operation);

/// "documented", "verb-documented" or "inferred", as in the contract.
std::string_view to_string(Evidence evidence);

}  // namespace muster::api
