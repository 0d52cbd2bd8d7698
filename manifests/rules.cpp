#include "manifests/rules.hpp"

#include "manifests/limits.hpp"
#include "manifests/source_text.hpp"
#include "model/references.hpp"
#include "model/selector.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace muster {
namespace {

class RuleCheck {
 public:
  explicit RuleCheck(const DesiredState& desired) : desired_(desired) {}

  Diagnostics run() {
    for (const auto& resource : desired_.resources) {
      if (found_.size() >= limits::diagnostics_max) break;
      at_ = &resource;
      check_lifecycle(resource);
      std::visit([&](const auto& spec) { check(spec); }, resource.spec);
    }
    return std::move(found_);
  }

 private:
  void report(const std::string& pointer, std::string message, std::string hint = {}) {
    found_.push_back(error_at(at_->position_of(pointer), std::move(message), std::move(hint)));
  }
  void warn(const std::string& pointer, std::string message) {
    report(pointer, std::move(message));
    found_.back().severity = Severity::warning;
  }

  /// " (volumes.yaml:3:1)", for the other side of a contradiction.
  static std::string place(const Resource& resource, const std::string& pointer) {
    const Position& where = resource.position_of(pointer);
    return " (" + where.file + ":" + std::to_string(where.line) + ":" +
           std::to_string(where.column) + ")";
  }

  /// A missing region has been reported as such.
  static bool differ(const std::string& one, const std::string& other) {
    return !one.empty() && !other.empty() && one != other;
  }

  template <class T>
  const T* managed(Kind kind, const std::string& name, bool existing, const Resource*& resource) {
    resource = existing ? nullptr : desired_.find({kind, name});
    return resource == nullptr ? nullptr : std::get_if<T>(&resource->spec);
  }

  void check_lifecycle(const Resource& resource) {
    if (resource.lifecycle.replace != Replace::create_first) return;
    if (const auto problem = create_first_problem(resource.spec); !problem.empty())
      report("/spec/lifecycle/replace",
             "`lifecycle.replace`: createFirst is not possible for this " +
                 std::string(to_string(resource.key.kind)) + ": " + problem,
             "use allow");
  }

  template <class T>
  void check(const T&) {}

  void check(const VolumeSpec& spec) {
    if (spec.tier == tier_of(spec.type)) return;
    const auto type = std::string(to_string(spec.type));
    report("/spec/type", type + " volumes exist only on the " +
                             std::string(to_string(tier_of(spec.type))) + " tier");
  }

  void check(const FirewallSpec& spec) { check_ports(spec.rules, "/spec/rules"); }

  void check(const SnapshotSpec& spec) {
    check_snapshotted(spec.virtual_machine, "/spec/virtualMachine");
    if (spec.schedule)
      report("/spec/schedule",
             "muster alone sets `schedule`, on the snapshots that a schedule takes",
             "leave it out: a snapshot with a manifest of its own stays as long as that");
  }

  void check(const CustomImageSpec& spec) {
    const auto [earlier, first] = image_of_.try_emplace(spec.snapshot, at_);
    if (first) return;
    report("/spec/snapshot", "snapshot " + in_quotes(spec.snapshot.name) +
                                 " has at most one image, and " + to_string(earlier->second->key) +
                                 place(*earlier->second, "/spec/snapshot") + " is made from it");
  }

  void check(const SnapshotScheduleSpec& spec) {
    check_selector(spec.virtual_machines);
    for (const auto& resource : desired_.resources) {
      const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
      if (machine != nullptr && machine->tier != Tier::legacy &&
          selects(spec.virtual_machines, resource))
        report("/spec/virtualMachines", "snapshots exist only on the legacy tier, and " +
                                            in_quotes(resource.key.name) + " is on the other" +
                                            place(resource, "/spec/tier"));
    }
    if (!keeps_something(spec.retention))
      report("/spec/retention", "the retention keeps nothing",
             "give at least one of keepLast, keepHourly, ..., maxAge");
    if (spec.starting_deadline && *spec.starting_deadline <= Duration(0))
      report("/spec/startingDeadline", "no run could ever start in time",
             "give a duration such as 1h, or leave it out");
    if (const auto& window = spec.maintenance_window; window && window->from == window->to)
      report("/spec/maintenanceWindow/to", "the maintenance window ends when it begins",
             "leave it out for any time of day");
  }

  static bool keeps_something(const Retention& retention) {
    const auto counts = {retention.keep_last,   retention.keep_hourly,  retention.keep_daily,
                         retention.keep_weekly, retention.keep_monthly, retention.keep_yearly};
    return retention.max_age.value_or(Duration(0)) > Duration(0) ||
           std::ranges::any_of(counts, [](const auto& count) { return count.value_or(0) > 0; });
  }

  void check(const PowerScheduleSpec& spec) {
    check_selector(spec.virtual_machines);
    for (const auto& resource : desired_.resources) {
      const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
      if (machine == nullptr || !selects(spec.virtual_machines, resource)) continue;
      const auto& ignored = resource.lifecycle.ignore;
      if (machine->power_state.value_or(PowerState::active) != PowerState::active)
        warn("/spec/virtualMachines",
             in_quotes(resource.key.name) + " stays " +
                 std::string(to_string(*machine->power_state)) + ", as its manifest says" +
                 place(resource, "/spec/powerState") + ": the schedule does nothing about it");
      else if (std::ranges::find(ignored, "/spec/powerState") != ignored.end())
        warn("/spec/virtualMachines", in_quotes(resource.key.name) +
                                          " leaves its power state to others" +
                                          place(resource, "/spec/lifecycle/ignore") +
                                          ": the schedule does nothing about it");
    }
  }

  /// What is said of the end of a lease.
  void check_lease(const VirtualMachineSpec& spec) {
    if (spec.final_snapshot.value_or(false) && spec.tier != Tier::legacy)
      warn("/spec/finalSnapshot", "snapshots exist only on the legacy tier" + place_of_tier() +
                                      ": the machine ends without one");
    if (spec.ttl) return;
    if (spec.on_expiry) warn("/spec/onExpiry", "`onExpiry` means nothing without `ttl`");
    if (spec.final_snapshot)
      warn("/spec/finalSnapshot", "`finalSnapshot` means nothing without `ttl`");
  }

  void check(const VirtualMachineSpec& spec) {
    check_tier(spec, spec.tier, "/spec");
    check_host_name(spec.tier);
    check_lease(spec);
    check_gpus(spec);
    for (std::size_t i = 0; spec.firewalls && i < spec.firewalls->size(); ++i)
      check_firewall((*spec.firewalls)[i], spec, "/spec/firewalls/" + std::to_string(i));
    if (spec.boot.volume) check_volume(*spec.boot.volume, spec, "/spec/boot/volume");
    if (spec.boot.snapshot && spec.user_data) {
      report("/spec/userData",
             "`userData` runs at the first boot of a new machine, and one that is restored from a "
             "snapshot has had it",
             "leave it out, or boot from a CustomImage made from the snapshot");
      found_.back().length = 0;  // the line is not shown
    }
    for (std::size_t i = 0; spec.volumes && i < spec.volumes->size(); ++i)
      check_volume((*spec.volumes)[i], spec, "/spec/volumes/" + std::to_string(i));
    if (spec.security_rules) check_ports(*spec.security_rules, "/spec/securityRules");
  }

  /// What would do in another region would do for a machine that needs nothing of its own region.
  void check_gpus(const VirtualMachineSpec& spec) {
    const bool tied = (spec.firewalls && !spec.firewalls->empty()) ||
                      (spec.volumes && !spec.volumes->empty()) || spec.boot.volume;
    for (std::size_t i = 0; i < spec.gpu.size(); ++i) {
      const auto& region = spec.gpu.at(i).region;
      if (!tied || !region || !differ(*region, spec.region)) continue;
      const bool listed = spec.gpu.size() > 1;
      report("/spec/gpu/" + (listed ? std::to_string(i) + "/region" : std::string("region")),
             "its firewalls and volumes are in " + spec.region + place(*at_, "/spec/region") +
                 ", so it cannot be in " + *region,
             "leave them out, or leave out the choice in another region");
    }
  }

  /// Fields that only one tier offers, as the tables say.
  template <class T>
  void check_tier(const T& object, Tier tier, const std::string& pointer) {
    for_each_field(object, [&]<class M>(const FieldInfo& info, const M& member) {
      const std::string place = pointer + "/" + std::string(info.name);
      if constexpr (Described<M>) check_tier(member, tier, place);
      if constexpr (requires { member.has_value(); })
        if (member.has_value() && info.only_on && *info.only_on != tier) {
          report(place, in_quotes(info.name) + " exists only on the " +
                            std::string(to_string(*info.only_on)) + " tier; this machine is on " +
                            std::string(to_string(tier)) + place_of_tier());
          if (info.sensitive) found_.back().length = 0;  // the line is not shown
        }
    });
  }
  std::string place_of_tier() const { return place(*at_, "/spec/tier"); }

  void check_host_name(Tier tier) {
    const auto fits = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    if (tier != Tier::advanced || std::ranges::all_of(at_->key.name, fits)) return;
    report("/metadata/name",
           "the name of an advanced machine becomes its host name: only a-z, 0-9 "
           "and `-`, found " +
               in_quotes(at_->key.name));
  }

  void check_firewall(const Reference<Kind::firewall>& reference, const VirtualMachineSpec& machine,
                      const std::string& pointer) {
    const Resource* other = nullptr;
    const auto* firewall =
        managed<FirewallSpec>(Kind::firewall, reference.name, reference.existing, other);
    if (firewall != nullptr && differ(firewall->region, machine.region))
      report(pointer, "firewall " + in_quotes(reference.name) + " is in " + firewall->region +
                          place(*other, "/spec/region") + ", this machine in " + machine.region +
                          place(*at_, "/spec/region"));
  }

  void check_volume(const Reference<Kind::volume>& reference, const VirtualMachineSpec& machine,
                    const std::string& pointer) {
    const auto [earlier, first] = volume_users_.try_emplace(reference, std::pair(at_, pointer));
    if (!first) report_shared(reference, *earlier->second.first, earlier->second.second, pointer);
    const Resource* other = nullptr;
    const auto* volume =
        managed<VolumeSpec>(Kind::volume, reference.name, reference.existing, other);
    if (volume == nullptr) return;
    if (differ(volume->region, machine.region))
      report(pointer, "volume " + in_quotes(reference.name) + " is in " + volume->region +
                          place(*other, "/spec/region") + ", this machine in " + machine.region +
                          place(*at_, "/spec/region"));
    if (volume->tier != machine.tier)
      report(pointer, "volume " + in_quotes(reference.name) + " is on the " +
                          std::string(to_string(volume->tier)) + " tier" +
                          place(*other, "/spec/tier") + ", this machine on " +
                          std::string(to_string(machine.tier)) + place_of_tier());
  }

  void report_shared(const Reference<Kind::volume>& reference, const Resource& user,
                     const std::string& there, const std::string& pointer) {
    if (user.position_of(there) == at_->position_of(pointer))
      report(pointer,
             "volume " + in_quotes(reference.name) +
                 " can be attached to one machine only, not to each replica",
             "leave `volumes` out, or write the machines one by one");
    else
      report(pointer,
             "volume " + in_quotes(reference.name) + " is already used by " + to_string(user.key) +
                 place(user, there),
             "a volume is attached to one machine at a time");
  }

  void check_ports(const std::vector<SecurityRule>& rules, const std::string& pointer) {
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (rules[i].ports && !has_ports(rules[i].protocol))
        report(pointer + "/" + std::to_string(i) + "/ports",
               std::string(to_string(rules[i].protocol)) + " has no ports", "leave `ports` out");
  }

  void check_snapshotted(const Reference<Kind::virtual_machine>& reference,
                         const std::string& pointer) {
    const Resource* other = nullptr;
    const auto* machine = managed<VirtualMachineSpec>(Kind::virtual_machine, reference.name,
                                                      reference.existing, other);
    if (machine != nullptr && machine->tier != Tier::legacy)
      report(pointer, "snapshots exist only on the legacy tier, and " + in_quotes(reference.name) +
                          " is on the other" + place(*other, "/spec/tier"));
  }

  void check_selector(const VirtualMachineSelector& selector) {
    for (std::size_t i = 0; i < selector.names.size(); ++i)
      if (selector.names[i].existing)
        warn("/spec/virtualMachines/names/" + std::to_string(i),
             "muster does not manage " + in_quotes(selector.names[i].name) +
                 ", so it is left alone");
    if (selector.match_labels.empty()) return;
    const bool any = std::ranges::any_of(
        desired_.resources, [&](const Resource& resource) { return selects(selector, resource); });
    if (!any) warn("/spec/virtualMachines/matchLabels", "no machine has these labels");
  }

  const DesiredState& desired_;
  const Resource* at_ = nullptr;
  std::map<Reference<Kind::volume>, std::pair<const Resource*, std::string>> volume_users_;
  std::map<Reference<Kind::snapshot>, const Resource*> image_of_;
  Diagnostics found_;
};

}  // namespace

Diagnostics check_rules(const DesiredState& desired) {
  return RuleCheck(desired).run();
}

}  // namespace muster
