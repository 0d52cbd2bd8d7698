#include "api/sandbox/views.hpp"

#include "api/sandbox/catalogue.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

template <class T>
Json nullable(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json timestamp(const std::optional<Timestamp>& value) {
  return value ? Json(format_timestamp(*value)) : Json(nullptr);
}

Json rules_view(const std::vector<Rule>& rules) {
  Json out = Json::array();
  for (const Rule& rule : rules) out.push_back(view(rule));
  return out;
}

Json flavor(const Instance& instance) {
  const GpuRow* gpu = find_gpu(instance.tier, instance.gpu_model);
  if (gpu == nullptr) return nullptr;
  const std::string name = "n3-" + instance.gpu_model + "x" + std::to_string(instance.gpu_count);
  return object({{"id", name},
                 {"name", name},
                 {"cpu", gpu->vcpu * instance.gpu_count},
                 {"ram", gpu->ram_gb * instance.gpu_count},
                 {"disk", root_disk_gb},
                 {"ephemeral", gpu->ephemeral_gb * instance.gpu_count},
                 {"gpu", instance.gpu_model},
                 {"gpu_count", instance.gpu_count}});
}

Json volume_attachments(const State& state, const Instance& instance) {
  Json out = Json::array();
  for (const std::string& id : instance.volume_ids) {
    const Volume* volume = state.table<Volume>().find(id);
    if (volume == nullptr) continue;
    out.push_back(object({{"id", volume->attachment_id},
                          {"device", volume->device},
                          {"status", volume->attachment_status},
                          {"protected", volume->protected_attachment},
                          {"created_at", timestamp(volume->attached_at)},
                          {"volume", object({{"id", volume->id},
                                             {"name", volume->name},
                                             {"description", volume->description},
                                             {"volume_type", volume->volume_type},
                                             {"size", volume->size_gb},
                                             {"bootable", volume->bootable}})}}));
  }
  return out;
}

std::string_view power_state(const Instance& instance) {
  if (instance.status == "ACTIVE" || instance.status == "REBOOTING") return "RUNNING";
  return instance.status == "CREATING" || instance.status == "BUILD" ? "NOSTATE" : "SHUTDOWN";
}

Json vm_view(const State& state, const std::string& instance_id) {
  const Instance* instance = state.table<Instance>().find(instance_id);
  if (instance == nullptr) return object({{"id", instance_id}});
  return object(
      {{"id", instance->id},
       {"name", instance->name},
       {"status", instance->status},
       {"flavor", "n3-" + instance->gpu_model + "x" + std::to_string(instance->gpu_count)},
       {"environment", instance->region},
       {"created_at", format_timestamp(instance->created_at)}});
}

}  // namespace

Json decimal(std::int64_t value, int places) {
  std::int64_t one = 1;
  for (int i = 0; i < places; ++i) one *= 10;
  if (value % one == 0) return value / one;
  return static_cast<double>(value) / static_cast<double>(one);
}

Json money(std::int64_t cents) {
  return decimal(cents, 2);
}

Json exact_money(Units units) {
  constexpr Units unit = 100 * units_per_cent;
  if (units % unit == 0) return units / unit;
  return static_cast<double>(units) / static_cast<double>(unit);
}

Json balance(Units units) {
  std::int64_t cents = units / units_per_cent;
  if (units % units_per_cent < 0) --cents;
  return money(cents);
}

Json view(const Rule& rule) {
  return object({{"id", rule.id},
                 {"direction", rule.direction},
                 {"ethertype", rule.ethertype},
                 {"protocol", rule.protocol},
                 {"port_range_min", nullable(rule.port_range_min)},
                 {"port_range_max", nullable(rule.port_range_max)},
                 {"remote_ip_prefix", rule.remote_ip_prefix},
                 {"status", rule.status},
                 {"created_at", format_timestamp(rule.created_at)}});
}

Json view(const State& state, const Instance& instance) {
  const GpuRow* gpu = find_gpu(instance.tier, instance.gpu_model);
  const std::string& currency = state.options().currency;
  Json keys = Json::array();
  for (std::size_t i = 0; i < instance.ssh_key_ids.size(); ++i)
    keys.push_back(object({{"id", instance.ssh_key_ids[i]}, {"name", instance.ssh_key_names[i]}}));
  return object(
      {{"instance_id", instance.id},
       {"vm_name", instance.name},
       {"status", instance.status},
       {"tier", instance.tier},
       {"region", instance.region},
       {"gpu_type", instance.gpu_model},
       {"gpu_count", instance.gpu_count},
       {"server_uuid", nullable(instance.server_uuid)},
       {"public_ip", nullable(instance.public_ip)},
       {"public_ip_status", instance.public_ip_status},
       {"private_ip", nullable(instance.private_ip)},
       {"power_state", power_state(instance)},
       {"vm_state", instance.stable_status},
       {"flavor", flavor(instance)},
       {"image", instance.os_image.empty() ? Json(nullptr) : object({{"name", instance.os_image}})},
       {"ssh_key", std::move(keys)},
       {"script_id", nullable(instance.script_id)},
       {"volume_attachments", volume_attachments(state, instance)},
       {"security_rules", rules_view(instance.rules)},
       {"hourly_rate", money(gpu == nullptr ? 0 : gpu->price.in(currency)*instance.gpu_count)},
       {"currency", currency},
       {"created_at", format_timestamp(instance.created_at)}});
}

Json short_view(const Instance& instance) {
  return object({{"instance_id", instance.id},
                 {"vm_name", instance.name},
                 {"status", instance.status},
                 {"tier", instance.tier},
                 {"region", instance.region},
                 {"gpu_type", instance.gpu_model},
                 {"gpu_count", instance.gpu_count},
                 {"server_uuid", nullable(instance.server_uuid)}});
}

Json attachment_view(const Volume& volume) {
  return object({{"id", volume.attachment_id},
                 {"instance_id", nullable(volume.instance_id)},
                 {"volume_id", volume.id},
                 {"device", volume.device},
                 {"status", volume.attachment_status},
                 {"protected", volume.protected_attachment},
                 {"created_at", timestamp(volume.attached_at)}});
}

Json view(const State& state, const Volume& volume) {
  const VolumeTypeRow* type = find_volume_type(volume.tier, volume.volume_type);
  const std::string& currency = state.options().currency;
  const std::int64_t cents_per_tb = type == nullptr ? 0 : type->price.in(currency);
  Json attachments = Json::array();
  if (volume.instance_id) attachments.push_back(attachment_view(volume));
  return object({{"volume_id", volume.id},
                 {"volume_name", volume.name},
                 {"size_gb", volume.size_gb},
                 {"tier", volume.tier},
                 {"volume_type", volume.volume_type},
                 {"region", volume.region},
                 {"status", volume.status},
                 {"description", volume.description},
                 {"bootable", volume.bootable},
                 {"attachments", std::move(attachments)},
                 {"instance_id", nullable(volume.instance_id)},
                 {"device", volume.device.empty() ? Json(nullptr) : Json(volume.device)},
                 {"created_at", format_timestamp(volume.created_at)},
                 {"hourly_rate", static_cast<double>(cents_per_tb * volume.size_gb) / 100'000},
                 {"currency", currency}});
}

Json view(const State& state, const Firewall& firewall) {
  Json attachments = Json::array();
  for (const Attachment& attachment : firewall.attachments)
    attachments.push_back(object({{"id", attachment.id},
                                  {"status", attachment.status},
                                  {"created_at", format_timestamp(attachment.created_at)},
                                  {"vm", vm_view(state, attachment.instance_id)}}));
  return object({{"firewall_id", firewall.id},
                 {"name", firewall.name},
                 {"description", firewall.description},
                 {"status", firewall.status},
                 {"region", firewall.region},
                 {"rules", rules_view(firewall.rules)},
                 {"attachments", std::move(attachments)},
                 {"rule_count", firewall.rules.size()},
                 {"attached_vm_count", firewall.attachments.size()},
                 {"created_at", format_timestamp(firewall.created_at)}});
}

Json view(const State& /*state*/, const SshKey& key) {
  return object({{"id", key.id},
                 {"name", key.name},
                 {"public_key", key.public_key},
                 {"created_at", format_timestamp(key.created_at)}});
}

Json view(const State& /*state*/, const Script& script) {
  return object({{"id", script.id},
                 {"name", script.name},
                 {"script", script.script},
                 {"created_at", format_timestamp(script.created_at)},
                 {"updated_at", timestamp(script.updated_at)}});
}

Json view(const State& /*state*/, const Snapshot& snapshot) {
  const GpuRow* gpu = find_gpu(snapshot.tier, snapshot.gpu_model);
  const std::int64_t count = snapshot.gpu_count;
  return object({{"snapshot_id", snapshot.id},
                 {"snapshot_name", snapshot.name},
                 {"description", snapshot.description},
                 {"status", snapshot.status},
                 {"size_gb", snapshot.size_gb},
                 {"tier", snapshot.tier},
                 {"region", snapshot.region},
                 {"instance_id", snapshot.instance_id},
                 {"vm_name", snapshot.instance_name},
                 {"is_image", snapshot.image_id.has_value()},
                 {"vm_config",
                  {{"cpu", gpu == nullptr ? 0 : gpu->vcpu * count},
                   {"ram", gpu == nullptr ? 0 : gpu->ram_gb * count},
                   {"gpu", snapshot.gpu_model},
                   {"gpu_count", count},
                   {"disk", snapshot.disk_gb}}},
                 {"has_floating_ip", snapshot.has_public_ip},
                 {"created_at", format_timestamp(snapshot.created_at)}});
}

Json view(const State& /*state*/, const Image& image) {
  return object({{"image_id", image.id},
                 {"name", image.name},
                 {"status", image.status},
                 {"snapshot_id", image.snapshot_id},
                 {"region", image.region},
                 {"size", image.size_gb},
                 {"is_public", false},
                 {"created_at", format_timestamp(image.created_at)}});
}

Json view(const State& state, const AiCall& call) {
  return object({{"id", call.id},
                 {"model", call.model},
                 {"prompt_tokens", call.prompt_tokens},
                 {"completion_tokens", call.completion_tokens},
                 {"cost", exact_money(call.cost)},
                 {"currency", state.options().currency},
                 {"created_at", format_timestamp(call.created_at)}});
}

}  // namespace muster::sandbox
