#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace muster::api {

inline constexpr std::size_t spellings_max = 6;
/// Spellings of one thing, the one to send first; unused places are empty.
using Spellings = std::array<std::string_view, spellings_max>;

/// Every JSON member the client sends or reads, as `<object>_<member>`. Members of the same object
/// never share a spelling. The order is that of the table in wire_names.cpp.
enum class Field : std::uint16_t {
  // every answer
  envelope_success,
  envelope_message,
  envelope_error_code,
  envelope_request_id,
  envelope_tier,
  // page and limit are query parameters too
  paging_page,
  paging_limit,
  paging_total,
  paging_total_pages,
  paging_object,  // the nested object, where the four above are not at the top
  // the member that holds a list
  list_regions,
  list_os_images,
  list_gpu_specs,
  list_gpu_stocks,
  list_instances,
  list_ssh_keys,
  list_scripts,
  list_volumes,
  list_volume_types,
  list_firewalls,
  list_protocols,
  list_attachments,
  list_next_volume_name,
  // the member that holds a single object
  one_instance,
  one_ssh_key,
  one_script,  // an object; a string of that name is script_content of a flat answer
  one_volume,
  one_firewall,
  one_rule,
  // catalogue and account
  balance_amount,  // a number, a numeric string, or an object with this member again
  balance_currency,
  region_id,
  region_name,
  region_description,
  region_country,
  region_tier,
  os_image_id,
  os_image_name,
  os_image_type,
  os_image_version,
  os_image_region,
  os_image_tier,
  gpu_spec_model,
  gpu_spec_count,
  gpu_spec_tier,
  gpu_spec_regions,  // one string or an array
  gpu_spec_vcpus,
  gpu_spec_ram,
  gpu_spec_disk,
  gpu_spec_ephemeral,
  gpu_spec_gpu_memory,
  gpu_stock_model,
  gpu_stock_region,
  gpu_stock_tier,
  gpu_stock_available,  // a count or a lower bound such as "200+"
  gpu_stock_configurations,
  stock_configuration_gpu_count,
  stock_configuration_available,
  // pricing: asked
  pricing_request_tier,
  pricing_request_currency,
  pricing_request_resource_type,
  pricing_request_volume_size,
  pricing_request_volume_type,
  pricing_request_gpu_model,
  pricing_request_gpu_count,
  // pricing: answered
  pricing_data,
  pricing_volumes,
  pricing_snapshots,
  pricing_gpus,
  pricing_by_tier,
  pricing_metadata,
  pricing_minimum_size,
  pricing_timestamp,
  price_amounts,
  price_unit,
  price_max_count,
  price_fixed_size,
  // deploy request
  deploy_tier,
  deploy_name,
  deploy_gpu_model,
  deploy_gpu_count,
  deploy_region,
  deploy_ssh_keys,
  deploy_os_image,
  deploy_custom_image,
  deploy_boot_volume,
  deploy_create_boot_volume,
  deploy_boot_volume_size,
  deploy_public_ip,
  deploy_security_rules,
  deploy_user_data,
  deploy_script,
  deploy_volumes,
  // instances
  instance_id,
  instance_name,
  instance_status,
  instance_tier,
  instance_region,
  instance_gpu_model,
  instance_gpu_count,
  instance_server_uuid,
  instance_public_ip,
  instance_public_ip_status,
  instance_public_ip_enabled,
  instance_private_ip,
  instance_flavor,
  instance_image,
  instance_ssh_keys,
  instance_volume_attachments,
  instance_security_rules,
  instance_hourly_rate,
  instance_currency,
  instance_created_at,
  flavor_id,
  flavor_name,
  flavor_vcpus,
  flavor_ram,
  flavor_disk,
  flavor_ephemeral,
  flavor_gpu_model,
  flavor_gpu_count,
  vm_image_id,
  vm_image_name,
  hibernated_count,
  hibernated_metrics,
  hibernation_rate,
  hibernation_currency,
  // rules of firewalls and instances, sent and read
  rule_id,
  rule_direction,
  rule_ethertype,
  rule_protocol,
  rule_port_min,
  rule_port_max,
  rule_remote_prefix,
  rule_status,
  rule_created_at,
  // SSH keys and scripts, sent and read
  ssh_key_id,
  ssh_key_name,
  ssh_key_public_key,
  ssh_key_fingerprint,
  ssh_key_created_at,
  script_id,
  script_name,
  script_content,
  script_created_at,
  script_updated_at,
  delete_scripts_ids,
  // volumes, sent and read
  volume_id,
  volume_name,
  volume_size,
  volume_type,
  volume_tier,
  volume_region,
  volume_status,
  volume_bootable,
  volume_attachments,
  volume_instance_id,
  volume_device,
  volume_description,
  volume_image,
  volume_hourly_rate,
  volume_currency,
  volume_created_at,
  resize_size,
  resize_old_size,
  clone_name,
  clone_type,
  clone_region,
  attach_volumes_ids,
  attach_volumes_protected,
  detach_volumes_ids,
  // a volume on an instance
  attachment_id,
  attachment_volume,
  attachment_volume_id,
  attachment_instance_id,
  attachment_device,
  attachment_status,
  attachment_protected,
  // firewalls
  firewall_id,
  firewall_name,
  firewall_description,
  firewall_status,
  firewall_region,
  firewall_environment,
  firewall_rules,
  firewall_attachments,
  firewall_rule_count,
  firewall_attached_count,
  firewall_created_at,
  environment_id,
  environment_name,
  environment_region,
  firewall_attachment_id,
  firewall_attachment_status,
  firewall_attachment_instance,
  attach_firewall_instances,
  protocol_name,
  protocol_has_ports,
  count_,
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::count_);

struct WireNameRow {
  Field field;
  std::string_view key;  // "volume.size", as overrides name it
  Spellings spellings;   // the first is sent
};

/// The spellings as muster assumes them, one row for each Field in its order.
std::span<const WireNameRow> standard_names();

}  // namespace muster::api
