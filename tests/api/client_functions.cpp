#include "tests/api/client_functions.hpp"

#include <array>

namespace muster::api::test {
namespace {

template <class T>
Task<Result<void>> outcome(Task<Result<T>> task) {
  auto result = co_await std::move(task);
  if (!result) co_return fail(std::move(result).error());
  co_return Result<void>();
}

using Op = Operation;

constexpr std::string_view observing = "plan, apply";
constexpr std::string_view performing = "apply";

constexpr auto functions = std::to_array<ClientFunction>({
    {Op::list_instances, "list_instances", "plan, apply, get vms",
     [](Client& c) { return outcome(c.list_instances({})); }},
    {Op::get_instance, "get_instance", observing,
     [](Client& c) { return outcome(c.get_instance({}, {"a"})); }},
    {Op::list_volumes, "list_volumes", "plan, apply, get volumes",
     [](Client& c) { return outcome(c.list_volumes({})); }},
    {Op::get_volume, "get_volume", observing,
     [](Client& c) { return outcome(c.get_volume({}, {"a"})); }},
    {Op::list_firewalls, "list_firewalls", "plan, apply, get firewalls",
     [](Client& c) { return outcome(c.list_firewalls({})); }},
    {Op::get_firewall, "get_firewall", observing,
     [](Client& c) { return outcome(c.get_firewall({}, {"a"})); }},
    {Op::list_ssh_keys, "list_ssh_keys", "plan, apply, get ssh-keys",
     [](Client& c) { return outcome(c.list_ssh_keys({})); }},
    {Op::get_ssh_key, "get_ssh_key", observing,
     [](Client& c) { return outcome(c.get_ssh_key({}, {"a"})); }},
    {Op::list_scripts, "list_scripts", "plan, apply, get scripts",
     [](Client& c) { return outcome(c.list_scripts({})); }},
    {Op::get_script, "get_script", observing,
     [](Client& c) { return outcome(c.get_script({}, {"a"})); }},
    {Op::create_ssh_key, "create_ssh_key", performing,
     [](Client& c) { return outcome(c.create_ssh_key({}, "name", "ssh-ed25519 AAAA")); }},
    {Op::delete_ssh_key, "delete_ssh_key", performing,
     [](Client& c) { return outcome(c.delete_ssh_key({}, {"a"})); }},
    {Op::create_script, "create_script", performing,
     [](Client& c) { return outcome(c.create_script({}, "name", "#!/bin/sh")); }},
    {Op::update_script, "update_script", performing,
     [](Client& c) { return outcome(c.update_script({}, {"a"}, "#!/bin/sh")); }},
    {Op::delete_script, "delete_script", "apply, script delete",
     [](Client& c) { return outcome(c.delete_script({}, {"a"})); }},
    {Op::create_firewall, "create_firewall", performing,
     [](Client& c) {
       return outcome(c.create_firewall({}, {.name = "name", .region = "CANADA-1"}));
     }},
    {Op::add_firewall_rule, "add_firewall_rule", performing,
     [](Client& c) { return outcome(c.add_firewall_rule({}, {"a"}, {})); }},
    {Op::remove_firewall_rule, "remove_firewall_rule", performing,
     [](Client& c) { return outcome(c.remove_firewall_rule({}, {"a"}, {"b"})); }},
    {Op::attach_firewall, "set_firewall_members", performing,
     [](Client& c) { return outcome(c.set_firewall_members({}, {"a"}, {{"b"}})); }},
    {Op::delete_firewall, "delete_firewall", performing,
     [](Client& c) { return outcome(c.delete_firewall({}, {"a"})); }},
    {Op::create_volume, "create_volume", performing,
     [](Client& c) {
       return outcome(
           c.create_volume({}, {.name = "name", .region = "CANADA-1", .size = Gigabytes{100}}));
     }},
    {Op::resize_volume, "resize_volume", performing,
     [](Client& c) { return outcome(c.resize_volume({}, {"a"}, Gigabytes{200})); }},
    {Op::attach_volumes, "attach_volumes", performing,
     [](Client& c) { return outcome(c.attach_volumes({}, {"a"}, {{"b"}})); }},
    {Op::detach_volumes, "detach_volumes", performing,
     [](Client& c) { return outcome(c.detach_volumes({}, {"a"}, {{"b"}})); }},
    {Op::delete_volume, "delete_volume", performing,
     [](Client& c) { return outcome(c.delete_volume({}, {"a"})); }},
    {Op::clone_volume, "clone_volume", "volume clone",
     [](Client& c) { return outcome(c.clone_volume({}, {"a"}, {.name = "name"})); }},
    {Op::reboot_instance, "reboot_instance", "vm reboot",
     [](Client& c) { return outcome(c.reboot_instance({}, {"a"})); }},
    {Op::delete_scripts, "delete_scripts", "script delete",
     [](Client& c) { return outcome(c.delete_scripts({}, {{"a"}, {"b"}})); }},
    {Op::list_attachable_instances, "list_attachable", "describe firewall",
     [](Client& c) { return outcome(c.list_attachable({}, RemoteId{"a"})); }},
    {Op::list_instance_firewalls, "list_instance_firewalls", "describe vm",
     [](Client& c) { return outcome(c.list_instance_firewalls({}, {"a"})); }},
    {Op::list_snapshots, "list_snapshots", "plan, apply, get snapshots",
     [](Client& c) { return outcome(c.list_snapshots({})); }},
    {Op::get_snapshot, "get_snapshot", "apply, snapshot delete",
     [](Client& c) { return outcome(c.get_snapshot({}, {"a"})); }},
    {Op::create_snapshot, "create_snapshot", "apply, snapshot create",
     [](Client& c) { return outcome(c.create_snapshot({}, {.name = "name", .machine = {"a"}})); }},
    {Op::delete_snapshot, "delete_snapshot", "apply, snapshot delete",
     [](Client& c) { return outcome(c.delete_snapshot({}, {"a"})); }},
    {Op::restore_snapshot, "restore_snapshot", "apply, snapshot restore",
     [](Client& c) { return outcome(c.restore_snapshot({}, {"a"}, "name")); }},
    {Op::list_snapshot_eligible, "list_snapshot_eligible", "snapshot create",
     [](Client& c) { return outcome(c.list_snapshot_eligible({})); }},
    {Op::list_images, "list_images", "plan, apply, get images",
     [](Client& c) { return outcome(c.list_images({})); }},
    {Op::get_image, "get_image", "apply, image delete",
     [](Client& c) { return outcome(c.get_image({}, {"a"})); }},
    {Op::create_image, "create_image", "apply, image create",
     [](Client& c) { return outcome(c.create_image({}, {"a"}, "name")); }},
    {Op::delete_image, "delete_image", "apply, image delete",
     [](Client& c) { return outcome(c.delete_image({}, {"a"})); }},
    {Op::get_snapshot_image, "image_of_snapshot", "snapshot delete",
     [](Client& c) { return outcome(c.image_of_snapshot({}, {"a"})); }},
    {Op::query_snapshot_images, "images_of_snapshots", "plan, apply, get snapshots",
     [](Client& c) { return outcome(c.images_of_snapshots({}, {{"a"}, {"b"}})); }},
    {Op::deploy_instance, "deploy", performing,
     [](Client& c) {
       return outcome(c.deploy({}, {.name = "name",
                                    .region = "CANADA-1",
                                    .gpu_model = "L40",
                                    .ssh_keys = {{"a"}},
                                    .os_image = "Debian 12"}));
     }},
    {Op::start_instance, "start_instance", "apply, vm start",
     [](Client& c) { return outcome(c.start_instance({}, {"a"})); }},
    {Op::stop_instance, "stop_instance", "apply, vm stop",
     [](Client& c) { return outcome(c.stop_instance({}, {"a"})); }},
    {Op::hibernate_instance, "hibernate_instance", "apply, vm hibernate",
     [](Client& c) { return outcome(c.hibernate_instance({}, {"a"})); }},
    {Op::restore_instance, "restore_instance", "apply, vm restore",
     [](Client& c) { return outcome(c.restore_instance({}, {"a"})); }},
    {Op::toggle_public_ip, "toggle_public_ip", performing,
     [](Client& c) { return outcome(c.toggle_public_ip({}, {"a"})); }},
    {Op::add_security_rule, "add_instance_rule", performing,
     [](Client& c) { return outcome(c.add_instance_rule({}, {"a"}, {})); }},
    {Op::remove_security_rule, "remove_instance_rule", performing,
     [](Client& c) { return outcome(c.remove_instance_rule({}, {"a"}, {"b"})); }},
    {Op::delete_instance, "delete_instance", "apply, vm delete",
     [](Client& c) { return outcome(c.delete_instance({}, {"a"})); }},
    {Op::get_credit_balance, "balance", "plan, apply, balance",
     [](Client& c) { return outcome(c.balance({})); }},
    {Op::list_regions, "list_regions", "get regions",
     [](Client& c) { return outcome(c.list_regions({})); }},
    {Op::list_os_images, "list_os_images", "get os-images",
     [](Client& c) { return outcome(c.list_os_images({})); }},
    {Op::list_gpu_specs, "list_gpu_specs", "get gpu-specs",
     [](Client& c) { return outcome(c.list_gpu_specs({})); }},
    {Op::list_gpu_stocks, "list_gpu_stocks", "plan, apply, stock, get stock, vm restore",
     [](Client& c) { return outcome(c.list_gpu_stocks({})); }},
    {Op::get_pricing, "prices", "pricing",
     [](Client& c) { return outcome(c.prices({}, Tier::legacy, Currency::usd)); }},
    {Op::query_pricing, "prices", "plan, apply, pricing",
     [](Client& c) { return outcome(c.prices({})); }},
    {Op::get_hibernated_count, "hibernations", "plan, apply",
     [](Client& c) { return outcome(c.hibernations({})); }},
    {Op::get_instance_billing, "billing", "billing vms",
     [](Client& c) { return outcome(c.billing({}, BillingOf::machines, {})); }},
    {Op::get_volume_billing, "billing", "billing volumes",
     [](Client& c) { return outcome(c.billing({}, BillingOf::volumes, {})); }},
    {Op::get_snapshot_billing, "billing", "billing snapshots",
     [](Client& c) { return outcome(c.billing({}, BillingOf::snapshots, {.size = 100})); }},
    {Op::chat, "chat", "ai chat",
     [](Client& c) { return outcome(c.chat({}, {.model = "m", .text = "hello"})); }},
    {Op::list_ai_models, "list_ai_models", "ai chat, ai models",
     [](Client& c) { return outcome(c.list_ai_models({})); }},
    {Op::get_ai_usage, "ai_usage", "ai usage",
     [](Client& c) { return outcome(c.ai_usage({})); }},
    {Op::get_ai_history, "ai_history", "ai usage",
     [](Client& c) { return outcome(c.ai_history({})); }},
    {Op::list_volume_types, "list_volume_types", "get volume-types",
     [](Client& c) { return outcome(c.list_volume_types({})); }},
    {Op::list_firewall_protocols, "list_protocols", "get protocols",
     [](Client& c) { return outcome(c.list_protocols({})); }},
});

}  // namespace

std::span<const ClientFunction> client_functions() {
  return functions;
}

}  // namespace muster::api::test
