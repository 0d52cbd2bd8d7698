#include "controller/simulate/stand_in.hpp"

#include "api/sandbox/catalogue.hpp"
#include "model/references.hpp"

#include <algorithm>
#include <set>

namespace muster {
namespace {

constexpr const char* spare_key = "simulated-key";
constexpr const char* key_text =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP6EtfViR2XBYl1XiMzdFbRqHElIBqZCNHd3VoqkP644 simulated";

class Adapting {
 public:
  explicit Adapting(const DesiredState& desired) : desired_(desired) {}

  StandIn run() {
    for (const auto& resource : desired_.resources) leave_out_unknown_place(resource);
    leave_out_dependents();
    for (const auto& resource : desired_.resources) {
      if (out_.contains(resource.key)) continue;
      Resource copy = resource;
      if (auto* machine = std::get_if<VirtualMachineSpec>(&copy.spec)) adapt(copy.key, *machine);
      result_.desired.resources.push_back(std::move(copy));
    }
    if (has_leases_) result_.assumptions.emplace_back("each ttl begins with the first day");
    if (needs_key_) {
      Resource key{.key = {Kind::ssh_key, spare_key},
                   .spec = SshKeySpec{.public_key = {.text = key_text}}};
      result_.desired.resources.push_back(std::move(key));
    }
    std::ranges::sort(result_.desired.resources, {}, &Resource::key);
    return std::move(result_);
  }

 private:
  void say(const ResourceKey& key, const std::string& what) {
    result_.assumptions.push_back(to_string(key) + " " + what);
  }
  void leave_out(const ResourceKey& key, const std::string& why) {
    if (out_.insert(key).second) say(key, "is left out: " + why);
  }

  void leave_out_unknown_place(const Resource& resource) {
    const auto unknown = [&](const std::string& region) {
      if (sandbox::find_region(region) == nullptr)
        leave_out(resource.key, "the sandbox has no region " + region);
    };
    if (const auto* volume = std::get_if<VolumeSpec>(&resource.spec)) unknown(volume->region);
    if (const auto* firewall = std::get_if<FirewallSpec>(&resource.spec)) unknown(firewall->region);
    const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
    if (machine == nullptr) return;
    for (std::size_t i = 0; i < machine->gpu.size(); ++i) {
      const GpuSpec& gpu = machine->gpu.at(i);
      if (sandbox::is_offered(gpu.region.value_or(machine->region), gpu.model) &&
          sandbox::find_gpu(to_string(machine->tier), gpu.model) != nullptr)
        return;
    }
    leave_out(resource.key, "the sandbox has no " + machine->gpu.model + " in " + machine->region);
  }

  /// Copies of what is not there cannot be made.
  void leave_out_dependents() {
    for (std::size_t before = out_.size() + 1; before != out_.size();) {
      before = out_.size();
      for (const auto& resource : desired_.resources) {
        if (resource.key.kind != Kind::snapshot && resource.key.kind != Kind::custom_image)
          continue;
        for_each_reference(resource.spec, [&](const AnyReference& source, const std::string&) {
          if (source.existing || out_.contains({source.kind, source.name}))
            leave_out(resource.key, "it is made from " + std::string(to_string(source.kind)) + " " +
                                        source.name + ", which the sandbox does not have");
        });
      }
    }
  }

  template <Kind K>
  bool is_missing(const Reference<K>& reference) const {
    return reference.existing || out_.contains({K, reference.name});
  }

  void adapt(const ResourceKey& key, VirtualMachineSpec& machine) {
    has_leases_ = has_leases_ || machine.ttl;
    const auto missing = [this](const auto& reference) { return is_missing(reference); };
    if (std::erase_if(machine.ssh_keys, missing) > 0 && machine.ssh_keys.empty()) {
      machine.ssh_keys.push_back({spare_key, false});
      needs_key_ = true;
    }
    if (machine.firewalls) std::erase_if(*machine.firewalls, missing);
    if (machine.volumes && std::erase_if(*machine.volumes, missing) > 0)
      say(key, "has no volumes that exist already: what they cost is not counted");
    if (machine.startup_script && is_missing(*machine.startup_script))
      machine.startup_script.reset();
    adapt_boot(key, machine);
  }

  void adapt_boot(const ResourceKey& key, VirtualMachineSpec& machine) {
    const BootSource& boot = machine.boot;
    const std::string tier(to_string(machine.tier));
    const bool known = boot.os_image && sandbox::find_os_image(tier, *boot.os_image) != nullptr;
    const bool made = (boot.custom_image && !is_missing(*boot.custom_image)) ||
                      (boot.snapshot && !is_missing(*boot.snapshot));
    if (known || made) return;
    const auto images = sandbox::os_images();
    const auto image = std::ranges::find(images, tier, &sandbox::ImageRow::tier);
    machine.boot = {.os_image = std::string(image->name)};
    say(key, "boots from " + *machine.boot.os_image + ", as the sandbox lacks what it boots from");
  }

  const DesiredState& desired_;
  StandIn result_;
  std::set<ResourceKey> out_;
  bool needs_key_ = false;
  bool has_leases_ = false;
};

}  // namespace

StandIn stand_in_for(const DesiredState& desired) {
  return Adapting(desired).run();
}

}  // namespace muster
