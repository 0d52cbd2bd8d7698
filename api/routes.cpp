#include "api/routes.hpp"

#include <array>

namespace muster::api {
namespace {

using enum Evidence;
using enum Effect;
using Op = Operation;

constexpr auto route_rows = std::to_array<RouteRow>({
    // catalogue and account
    {Op::list_regions, "list-regions", "GET", "/regions/", verb_documented, reads},
    {Op::list_os_images, "list-os-images", "GET", "/os-images/", inferred, reads},
    {Op::list_gpu_specs, "list-gpu-specs", "GET", "/gpu-specs/", verb_documented, reads},
    {Op::list_gpu_stocks, "list-gpu-stocks", "GET", "/gpu-stocks/", verb_documented, reads},
    {Op::get_pricing, "get-pricing", "GET", "/pricing/", verb_documented, reads},
    {Op::query_pricing, "query-pricing", "POST", "/pricing/", documented, reads},
    {Op::get_credit_balance, "get-credit-balance", "GET", "/credit-balance/", verb_documented,
     reads},
    // instances
    {Op::deploy_instance, "deploy-instance", "POST", "/deploy/", verb_documented, accumulates},
    {Op::list_instances, "list-instances", "GET", "/instances/", verb_documented, reads},
    {Op::get_instance, "get-instance", "GET", "/instances/{instance_id}/", verb_documented, reads},
    {Op::delete_instance, "delete-instance", "DELETE", "/instances/{instance_id}/", verb_documented,
     converges},
    {Op::start_instance, "start-instance", "POST", "/instances/{instance_id}/start/",
     verb_documented, converges},
    {Op::stop_instance, "stop-instance", "POST", "/instances/{instance_id}/stop/", verb_documented,
     converges},
    {Op::reboot_instance, "reboot-instance", "POST", "/instances/{instance_id}/reboot/",
     verb_documented, accumulates},
    {Op::hibernate_instance, "hibernate-instance", "POST", "/instances/{instance_id}/hibernate/",
     verb_documented, converges},
    {Op::restore_instance, "restore-instance", "POST", "/instances/{instance_id}/restore/",
     verb_documented, converges},
    {Op::toggle_public_ip, "toggle-public-ip", "POST", "/instances/{instance_id}/toggle-public-ip/",
     verb_documented, accumulates},
    {Op::add_security_rule, "add-security-rule", "POST", "/instances/{instance_id}/security-rules/",
     verb_documented, accumulates},
    {Op::remove_security_rule, "remove-security-rule", "DELETE",
     "/instances/{instance_id}/security-rules/{rule_id}/", verb_documented, converges},
    {Op::get_hibernated_count, "get-hibernated-count", "GET", "/hibernated-instances/",
     verb_documented, reads},
    {Op::list_instance_firewalls, "list-instance-firewalls", "GET",
     "/instances/{instance_id}/firewalls/", verb_documented, reads},
    // SSH keys and scripts
    {Op::list_ssh_keys, "list-ssh-keys", "GET", "/ssh-keys/", inferred, reads},
    {Op::create_ssh_key, "create-ssh-key", "POST", "/ssh-keys/", inferred, accumulates},
    {Op::get_ssh_key, "get-ssh-key", "GET", "/ssh-keys/{key_id}/", inferred, reads},
    {Op::delete_ssh_key, "delete-ssh-key", "DELETE", "/ssh-keys/{key_id}/", inferred, converges},
    {Op::list_scripts, "list-scripts", "GET", "/scripts/", inferred, reads},
    {Op::create_script, "create-script", "POST", "/scripts/", inferred, accumulates},
    {Op::get_script, "get-script", "GET", "/scripts/{script_id}/", inferred, reads},
    {Op::update_script, "update-script", "PUT", "/scripts/{script_id}/", inferred, converges},
    {Op::delete_script, "delete-script", "DELETE", "/scripts/{script_id}/", inferred, converges},
    {Op::delete_scripts, "delete-scripts", "DELETE", "/scripts/", inferred, converges},
    // volumes
    {Op::list_volumes, "list-volumes", "GET", "/volumes/", inferred, reads},
    {Op::create_volume, "create-volume", "POST", "/volumes/", inferred, accumulates},
    {Op::get_volume, "get-volume", "GET", "/volumes/{volume_id}/", inferred, reads},
    {Op::delete_volume, "delete-volume", "DELETE", "/volumes/{volume_id}/", inferred, converges},
    {Op::resize_volume, "resize-volume", "POST", "/volumes/{volume_id}/resize/", inferred,
     converges},
    {Op::clone_volume, "clone-volume", "POST", "/volumes/{volume_id}/clone/", inferred,
     accumulates},
    {Op::attach_volumes, "attach-volumes", "POST", "/instances/{instance_id}/attach-volumes/",
     inferred, converges},
    {Op::detach_volumes, "detach-volumes", "POST", "/instances/{instance_id}/detach-volumes/",
     inferred, converges},
    {Op::list_volume_types, "list-volume-types", "GET", "/volume-types/", inferred, reads},
    // firewalls
    {Op::list_firewalls, "list-firewalls", "GET", "/firewalls/", inferred, reads},
    {Op::create_firewall, "create-firewall", "POST", "/firewalls/", inferred, accumulates},
    {Op::get_firewall, "get-firewall", "GET", "/firewalls/{firewall_id}/", inferred, reads},
    {Op::delete_firewall, "delete-firewall", "DELETE", "/firewalls/{firewall_id}/", inferred,
     converges},
    {Op::add_firewall_rule, "add-firewall-rule", "POST", "/firewalls/{firewall_id}/rules/",
     inferred, accumulates},
    {Op::remove_firewall_rule, "remove-firewall-rule", "DELETE",
     "/firewalls/{firewall_id}/rules/{rule_id}/", inferred, converges},
    {Op::attach_firewall, "attach-firewall", "POST", "/firewalls/{firewall_id}/attach/", inferred,
     converges},
    {Op::list_firewall_protocols, "list-firewall-protocols", "GET", "/firewalls/protocols/",
     inferred, reads},
    {Op::list_attachable_instances, "list-attachable-instances", "GET",
     "/firewalls/available-instances/", inferred, reads},
    // snapshots and images
    {Op::list_snapshots, "list-snapshots", "GET", "/snapshots/", verb_documented, reads},
    {Op::create_snapshot, "create-snapshot", "POST", "/snapshots/", verb_documented, accumulates},
    {Op::get_snapshot, "get-snapshot", "GET", "/snapshots/{snapshot_id}/", verb_documented, reads},
    {Op::delete_snapshot, "delete-snapshot", "DELETE", "/snapshots/{snapshot_id}/", verb_documented,
     converges},
    {Op::restore_snapshot, "restore-snapshot", "POST", "/snapshots/{snapshot_id}/restore/",
     verb_documented, accumulates},
    {Op::list_snapshot_eligible, "list-snapshot-eligible", "GET", "/snapshot-eligible-instances/",
     verb_documented, reads},
    {Op::list_images, "list-images", "GET", "/images/", inferred, reads},
    {Op::create_image, "create-image", "POST", "/images/", inferred, accumulates},
    {Op::get_image, "get-image", "GET", "/images/{image_id}/", inferred, reads},
    {Op::delete_image, "delete-image", "DELETE", "/images/{image_id}/", inferred, converges},
    {Op::get_snapshot_image, "get-snapshot-image", "GET",
     "/snapshots/{snapshot_id}/image-relationship/", inferred, reads},
    {Op::query_snapshot_images, "query-snapshot-images", "POST", "/snapshots/image-relationships/",
     inferred, reads},
    // billing
    {Op::get_instance_billing, "get-instance-billing", "GET", "/instance-hourly-billing/",
     verb_documented, reads},
    {Op::get_volume_billing, "get-volume-billing", "GET", "/volume-hourly-billing/",
     verb_documented, reads},
    {Op::get_snapshot_billing, "get-snapshot-billing", "GET", "/snapshot-hourly-billing/",
     documented, reads},
    // AI chat
    {Op::chat, "chat", "POST", "/chat/completions/", inferred, accumulates},
    {Op::list_ai_models, "list-ai-models", "GET", "/chat/models/", inferred, reads},
    {Op::get_ai_usage, "get-ai-usage", "GET", "/chat/usage/summary/", inferred, reads},
    {Op::get_ai_history, "get-ai-history", "GET", "/chat/usage/history/", inferred, reads},
});

consteval bool routes_in_order() {
  if (route_rows.size() != operation_count) return false;
  for (std::size_t i = 0; i < route_rows.size(); ++i)
    if (static_cast<std::size_t>(route_rows[i].operation) != i) return false;
  return true;
}
static_assert(routes_in_order(), "one row for each Operation, in its order");

}  // namespace

std::span<const RouteRow> standard_routes() {
  return route_rows;
}

std::string_view to_string(Operation operation) {
  const auto index = static_cast<std::size_t>(operation);
  return index < route_rows.size() ? route_rows[index].name : "?";
}

std::string_view to_string(Evidence evidence) {
  switch (evidence) {
    case documented:
      return "documented";
    case verb_documented:
      return "verb-documented";
    case inferred:
      return "inferred";
  }
  return "?";
}

}  // namespace muster::api
