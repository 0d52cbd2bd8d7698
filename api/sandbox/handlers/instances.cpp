#include "api/sandbox/lifecycle/instances.hpp"

#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/handlers/rule_body.hpp"
#include "api/sandbox/lifecycle/deploy.hpp"
#include "api/sandbox/lifecycle/firewalls.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

Outcome<Deployment> read_deployment(const Json& body) {
  BodyReader in(body);
  Deployment wanted;
  wanted.tier = in.text("tier");
  wanted.vm_name = in.text("vm_name");
  wanted.gpu_model = in.text("gpu_model");
  wanted.gpu_count = in.integer("gpu_count");
  wanted.region = in.text("region");
  wanted.ssh_key_ids = in.ids("ssh_key_ids", true);
  wanted.os_image = in.optional_text("os_image");
  wanted.image_id = in.optional_text("image_id");
  wanted.boot_volume_id = in.optional_text("boot_volume_id");
  wanted.create_bootable_volume = in.flag("create_bootable_volume");
  wanted.boot_volume_size_gb = in.optional_integer("boot_volume_size_gb");
  wanted.enable_public_ip = in.flag("enable_public_ip");
  wanted.user_data = in.optional_text("user_data");
  wanted.script_id = in.optional_text("script_id");
  wanted.volume_ids = in.ids("volume_ids", false);
  const std::vector<Json> rules = in.objects("security_rules");
  MUSTER_CHECK(in.done());
  for (const Json& rule : rules) {
    MUSTER_TRY(RuleRequest request, read_rule(rule));
    wanted.security_rules.push_back(std::move(request));
  }
  return wanted;
}

Outcome<Json> deploy_instance(State& state, const Request& request) {
  MUSTER_TRY(const Deployment wanted, read_deployment(request.body));
  MUSTER_TRY(const Instance* instance, deploy(state, wanted, request.now));
  return Json{{"message", "Deployment started"},    {"instance_id", instance->id},
              {"vm_name", instance->name},          {"status", instance->status},
              {"instance", view(state, *instance)}, {"tier", instance->tier}};
}

Outcome<Json> list_instances(State& state, const Request& request) {
  return list_filtered<Instance>(state, request, "instances");
}

Outcome<Json> get_instance(State& state, const Request& request) {
  MUSTER_TRY(const Instance* instance, find_instance(state, request.params[0]));
  return Json{{"instance", view(state, *instance)}};
}

template <Action action>
Outcome<Json> act_on_instance(State& state, const Request& request) {
  MUSTER_TRY(const Instance* instance, act(state, request.params[0], action, request.now));
  return Json{{"message", "Instance is " + instance->status},
              {"instance_id", instance->id},
              {"status", instance->status},
              {"tier", instance->tier}};
}

Outcome<Json> toggle_ip(State& state, const Request& request) {
  MUSTER_TRY(const Instance* instance, toggle_public_ip(state, request.params[0], request.now));
  return Json{{"message", "Public IP is " + instance->public_ip_status},
              {"instance_id", instance->id},
              {"public_ip", instance->public_ip ? Json(*instance->public_ip) : Json(nullptr)},
              {"public_ip_enabled", instance->public_ip_status == "ATTACHING"},
              {"tier", instance->tier}};
}

Outcome<Json> add_rule(State& state, const Request& request) {
  MUSTER_TRY(const RuleRequest wanted, read_rule(request.body));
  MUSTER_TRY(const Rule rule, add_security_rule(state, request.params[0], wanted, request.now));
  return Json{{"message", "Security rule added"},
              {"instance_id", request.params[0]},
              {"rule_id", rule.id},
              {"rule", view(rule)},
              {"tier", "legacy"}};
}

/// The fields are documented.
Outcome<Json> remove_rule_of_instance(State& state, const Request& request) {
  MUSTER_TRY(const Instance* instance,
             remove_security_rule(state, request.params[0], request.params[1]));
  return Json{{"message", "Security rule removed successfully"},
              {"instance_id", instance->id},
              {"rule_id", request.params[1]},
              {"tier", instance->tier}};
}

Outcome<Json> attached_firewalls(State& state, const Request& request) {
  MUSTER_TRY(const Instance* instance, find_instance(state, request.params[0]));
  Json out = Json::array();
  for (const auto& firewall : state.table<Firewall>().rows())
    for (const Attachment& attachment : firewall->attachments)
      if (attachment.instance_id == instance->id)
        out.push_back({{"firewall_id", firewall->id},
                       {"name", firewall->name},
                       {"description", firewall->description},
                       {"status", attachment.status},
                       {"attached_at", format_timestamp(attachment.created_at)}});
  return Json{{"instance_id", instance->id}, {"firewalls", std::move(out)}};
}

Outcome<Json> hibernated_instances(State& state, const Request& request) {
  Json recent = Json::array();
  std::int64_t count = 0;
  std::int64_t minutes = 0;
  for (const auto& row : state.table<Instance>().rows()) {
    const auto& since = row->hibernated_at;
    if (row->gone || !since) continue;
    ++count;
    minutes += (request.now - *since) / std::chrono::minutes(1);
    recent.push_back({{"instance_id", row->id},
                      {"vm_name", row->name},
                      {"hibernated_at", format_timestamp(*since)},
                      {"gpu_type", row->gpu_model},
                      {"region", row->region}});
  }
  const std::int64_t cents = Price(hibernation_price).in(state.options().currency);
  return Json{{"hibernated_count", count},
              {"recent_hibernations", std::move(recent)},
              {"billing_metrics",
               {{"hourly_rate", money(cents)},
                {"total_minutes", minutes},
                {"total_cost", static_cast<double>(cents * minutes) / 6000},
                {"currency", state.options().currency}}}};
}

Outcome<Json> snapshot_eligible(State& state, const Request& request) {
  const std::string region = query(request, "region");
  Json out = Json::array();
  for (const auto& row : state.table<Instance>().rows())
    if (!row->gone && accepts_firewalls(*row) && (region.empty() || row->region == region))
      out.push_back(short_view(*row));
  return Json{{"instances", std::move(out)}};
}

constexpr Route routes[] = {
    {"POST", "/deploy/", deploy_instance},
    {"GET", "/instances/", list_instances},
    {"GET", "/instances/{instance_id}/", get_instance},
    {"DELETE", "/instances/{instance_id}/", act_on_instance<Action::remove>},
    {"POST", "/instances/{instance_id}/start/", act_on_instance<Action::start>},
    {"POST", "/instances/{instance_id}/stop/", act_on_instance<Action::stop>},
    {"POST", "/instances/{instance_id}/reboot/", act_on_instance<Action::reboot>},
    {"POST", "/instances/{instance_id}/hibernate/", act_on_instance<Action::hibernate>},
    {"POST", "/instances/{instance_id}/restore/", act_on_instance<Action::restore>},
    {"POST", "/instances/{instance_id}/toggle-public-ip/", toggle_ip},
    {"POST", "/instances/{instance_id}/security-rules/", add_rule},
    {"DELETE", "/instances/{instance_id}/security-rules/{rule_id}/", remove_rule_of_instance},
    {"GET", "/instances/{instance_id}/firewalls/", attached_firewalls},
    {"GET", "/hibernated-instances/", hibernated_instances},
    {"GET", "/snapshot-eligible-instances/", snapshot_eligible},
};

}  // namespace

std::span<const Route> instance_routes() {
  return routes;
}

}  // namespace muster::sandbox
