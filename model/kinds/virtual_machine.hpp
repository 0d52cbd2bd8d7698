#pragma once

#include "model/kinds/firewall.hpp"
#include "model/preferred.hpp"
#include "model/reference.hpp"
#include "model/text.hpp"
#include "model/time.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

enum class PowerState { active, stopped, hibernated };
template <>
inline constexpr auto enum_names<PowerState> =
    std::to_array<std::pair<PowerState, std::string_view>>(
        {{PowerState::active, "Active"},
         {PowerState::stopped, "Stopped"},
         {PowerState::hibernated, "Hibernated"}});

/// The GPUs of a machine: the ones it has, or one of several that would do.
struct GpuSpec {
  std::string model;
  std::int64_t count = 1;
  std::optional<std::string> region = {};
  std::optional<std::string> max_hourly = {};
  auto operator<=>(const GpuSpec&) const = default;
};
template <>
inline constexpr auto fields<GpuSpec> = std::tuple{
    field(&GpuSpec::model, "model", Change::replaces, "As the account's catalogue spells it.",
          required, at_least(1)),
    field(&GpuSpec::count, "count", Change::replaces,
          "GPUs in the machine; usual sizes are 1, 2, 4 and 8.", required, at_least(1),
          at_most(16)),
    field(&GpuSpec::region, "region", Change::ours, "Where, if not in the machine's region.",
          at_least(1)),
    field(&GpuSpec::max_hourly, "maxHourly", Change::ours,
          "Passed over if the machine would cost more an hour, in the currency of the account.",
          Format::decimal),
};

struct BootSource {
  std::optional<std::string> os_image;
  std::optional<Reference<Kind::custom_image>> custom_image;
  std::optional<Reference<Kind::snapshot>> snapshot;
  std::optional<Reference<Kind::volume>> volume;
  bool operator==(const BootSource&) const = default;
};
template <>
inline constexpr auto fields<BootSource> = std::tuple{
    field(&BootSource::os_image, "osImage", Change::replaces,
          "Name of an image of the account's catalogue.", at_least(1)),
    field(&BootSource::custom_image, "customImage", Change::replaces,
          "An image made from a snapshot.", only_on(Tier::legacy)),
    field(&BootSource::snapshot, "snapshot", Change::replaces,
          "Restore a snapshot into a new machine.", only_on(Tier::legacy)),
    field(&BootSource::volume, "volume", Change::replaces, "An existing bootable volume."),
};
template <>
inline constexpr bool exactly_one_of<BootSource> = true;

enum class OnExpiry { hibernate, delete_it };
template <>
inline constexpr auto enum_names<OnExpiry> = std::to_array<std::pair<OnExpiry, std::string_view>>(
    {{OnExpiry::hibernate, "hibernate"}, {OnExpiry::delete_it, "delete"}});

struct VirtualMachineSpec {
  Tier tier = Tier::legacy;
  std::string region;
  Preferred<GpuSpec> gpu;
  BootSource boot;
  std::vector<Reference<Kind::ssh_key>> ssh_keys;
  std::optional<std::vector<Reference<Kind::firewall>>> firewalls;
  std::optional<std::vector<Reference<Kind::volume>>> volumes;
  std::optional<std::vector<SecurityRule>> security_rules;
  std::optional<bool> public_ip;
  std::optional<SourcedText> user_data;
  std::optional<Reference<Kind::startup_script>> startup_script;
  std::optional<PowerState> power_state;
  std::optional<std::int64_t> priority;
  std::optional<Duration> ttl;
  std::optional<OnExpiry> on_expiry;
  std::optional<bool> final_snapshot;
  std::optional<std::int64_t> replicas;
  bool operator==(const VirtualMachineSpec&) const = default;
};
template <>
inline constexpr auto fields<VirtualMachineSpec> = std::tuple{
    field(&VirtualMachineSpec::tier, "tier", Change::replaces,
          "Which of Barrack's two clouds it runs in; the tier decides which features exist.",
          required),
    field(&VirtualMachineSpec::region, "region", Change::replaces, "Where it runs.", required,
          at_least(1)),
    field(
        &VirtualMachineSpec::gpu, "gpu", Change::replaces,
        "The GPUs; processors and memory follow from them. Of a list the first that is in stock is "
        "taken when the machine is made, and kept while it is on the list.",
        required, at_least(1), at_most(20)),
    field(&VirtualMachineSpec::boot, "boot", Change::replaces, "What it boots from.", required),
    field(&VirtualMachineSpec::ssh_keys, "sshKeys", Change::replaces,
          "Keys that may log in, installed at the first boot.", required, unordered, at_least(1),
          at_most(50)),
    field(&VirtualMachineSpec::firewalls, "firewalls", Change::in_place,
          "Firewalls attached to it; their allow rules add up. Left out: not managed.", unordered,
          only_on(Tier::legacy), at_most(25)),
    field(&VirtualMachineSpec::volumes, "volumes", Change::in_place,
          "Data volumes attached to it. Left out: not managed.", unordered, at_most(50)),
    field(&VirtualMachineSpec::security_rules, "securityRules", Change::in_place,
          "Rules of this machine alone, which die with it. Left out: not managed.", unordered,
          only_on(Tier::legacy), at_most(200)),
    field(&VirtualMachineSpec::public_ip, "publicIp", Change::in_place,
          "Whether it has a public address. The address changes whenever this is switched.",
          by_default("as it is; none on a new legacy machine"), only_on(Tier::legacy)),
    field(&VirtualMachineSpec::user_data, "userData", Change::replaces,
          "cloud-init, run at the first boot.", sensitive, only_on(Tier::legacy), at_most(65'536)),
    field(&VirtualMachineSpec::startup_script, "startupScript", Change::replaces,
          "Script run at the first boot.", only_on(Tier::advanced)),
    field(&VirtualMachineSpec::power_state, "powerState", Change::in_place,
          "Stopped machines are billed in full; hibernated ones lose their ephemeral disk.",
          by_default("as it is; Active when new")),
    field(&VirtualMachineSpec::priority, "priority", Change::ours,
          "When the credit runs out, machines of the lowest priority are hibernated first.",
          by_default("0"), at_least(-1000), at_most(1000)),
    field(&VirtualMachineSpec::ttl, "ttl", Change::ours,
          "How long it lives, from its creation on; editing it extends the lease.",
          by_default("for ever")),
    field(&VirtualMachineSpec::on_expiry, "onExpiry", Change::ours,
          "What becomes of it when its ttl is over.", by_default("hibernate")),
    field(&VirtualMachineSpec::final_snapshot, "finalSnapshot", Change::ours,
          "Whether a snapshot is taken before its ttl ends it.", by_default("false")),
    field(&VirtualMachineSpec::replicas, "replicas", Change::ours,
          "Stands for NAME-0 .. NAME-(replicas-1).", at_least(0), at_most(1000)),
};

}  // namespace muster
