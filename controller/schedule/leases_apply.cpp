#include "controller/schedule/leases.hpp"
#include "diff/live_index.hpp"
#include "model/from_value.hpp"
#include "model/references.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace muster {
namespace {

/// When people hear of the end of a lease beforehand. Each warning has a reason of its own, as
/// whoever tells them further tells each reason once.
struct Warning {
  Duration before;
  const char* reason;
};
constexpr std::array<Warning, 2> warnings = {
    {{std::chrono::hours(24), "LeaseExpiring"}, {std::chrono::hours(1), "LeaseExpiringSoon"}}};

constexpr const char* last_snapshot_of = "the last one of a machine whose ttl was over";

/// The snapshots that leases have taken, by what is recorded of them.
std::optional<SnapshotSpec> last_snapshot_in(const RecordedResource& record) {
  constexpr std::size_t instant = 16;  // "20260115T030000Z"
  const std::string& name = record.key.name;
  SnapshotSpec spec;
  if (record.key.kind != Kind::snapshot || name.size() <= instant) return std::nullopt;
  if (!from_value(record.applied, spec) || spec.description != last_snapshot_of)
    return std::nullopt;
  const auto digits = name.substr(name.size() - instant);
  const auto ends =
      parse_timestamp(digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 5) +
                      ":" + digits.substr(11, 2) + ":" + digits.substr(13));
  if (!ends || last_snapshot_name(spec.virtual_machine.name, *ends) != name) return std::nullopt;
  return spec;
}

class Leases {
 public:
  Leases(Scheduled& scheduled, const ScheduleView& view) : scheduled_(scheduled), view_(view) {}

  void run() {
    keep_last_snapshots();
    for (const auto& resource : view_.desired.resources)
      if (resource.key.kind == Kind::virtual_machine) look_at(resource);
    if (!gone_.empty()) drop();
  }

 private:
  void note(const ResourceKey& key, bool warning, std::string reason, std::string message) {
    scheduled_.notes.push_back({key, warning, std::move(reason), std::move(message)});
  }

  /// They are never deleted by muster; one that was deleted by hand is not taken again.
  void keep_last_snapshots() {
    for (const auto& [key, record] : view_.recorded.resources) {
      auto spec = last_snapshot_in(record);
      if (!spec || view_.desired.find(key) != nullptr) continue;
      const bool is_there = std::ranges::any_of(
          view_.live.snapshots, [&](const LiveSnapshot& live) { return live.id == record.id; });
      if (!is_there) continue;
      want_snapshot(key.name, *std::move(spec), {});
    }
  }

  void want_snapshot(const std::string& name, SnapshotSpec spec, const Position& position) {
    Resource resource{.key = {Kind::snapshot, name}, .spec = std::move(spec)};
    resource.lifecycle.adopt = true;
    resource.position = position;
    if (const auto found = view_.recorded.resources.find(resource.key);
        found != view_.recorded.resources.end()) {
      resource.lifecycle.protect = found->second.protect;
      resource.lifecycle.on_delete = found->second.on_delete;
    }
    if (wanted_.insert(resource.key).second)
      scheduled_.desired.resources.push_back(std::move(resource));
  }

  void look_at(const Resource& machine) {
    const auto& spec = std::get<VirtualMachineSpec>(machine.spec);
    const auto lease = lease_of(machine, view_);
    switch (lease.phase) {
      case LeasePhase::none:
        return;
      case LeasePhase::running:
        return warn(machine, spec, lease);
      case LeasePhase::last_snapshot:
        return take_last_snapshot(machine, lease);
      case LeasePhase::over:
        return end(machine, spec, lease);
      case LeasePhase::gone:
        gone_.insert(machine.key);
        note(
            machine.key, false, "LeaseExpired",
            "its ttl of " + format_duration(lease.ttl) + " was over on " +
                format_timestamp(lease.ends) +
                " and it is gone; raise spec.ttl to have another one made, or remove its manifest");
    }
  }

  static std::string becomes(const VirtualMachineSpec& spec) {
    return spec.on_expiry == OnExpiry::delete_it ? "deleted" : "hibernated";
  }

  void warn(const Resource& machine, const VirtualMachineSpec& spec, const LeaseStanding& lease) {
    wake_by(scheduled_, lease.ends);
    const Warning* due = nullptr;
    for (const auto& warning : warnings) {
      if (lease.ttl <= warning.before) continue;
      const auto at = lease.ends - warning.before;
      if (at <= view_.now)
        due = &warning;
      else
        wake_by(scheduled_, at);
    }
    if (spec.final_snapshot.value_or(false) && spec.tier != Tier::legacy)
      note(machine.key, true, "NoLastSnapshot",
           "finalSnapshot is not possible: snapshots exist only on the legacy tier");
    if (due != nullptr)
      note(machine.key, true, due->reason,
           "its ttl of " + format_duration(lease.ttl) + " is over on " +
               format_timestamp(lease.ends) + ", and it is " + becomes(spec) +
               " then; raise spec.ttl to keep it");
  }

  void take_last_snapshot(const Resource& machine, const LeaseStanding& lease) {
    const bool acts = view_.mode == ScheduleMode::act;
    note(machine.key, true, "LeaseExpired",
         "its ttl was over on " + format_timestamp(lease.ends) + "; " +
             (acts ? "its last snapshot, " + lease.snapshot + ", is taken first"
                   : "the daemon takes its last snapshot and ends it"));
    const ResourceKey key{Kind::snapshot, lease.snapshot};
    if (!acts || view_.desired.find(key) != nullptr || wanted_.contains(key)) return;
    // Of a machine that does not run none can be taken: it is woken, and has its turn then.
    const auto& record = view_.recorded.resources.at(machine.key);
    const auto live =
        std::ranges::find(view_.live.virtual_machines, record.id, &LiveVirtualMachine::id);
    if (live == view_.live.virtual_machines.end() || live->state != VmState::active) return;
    SnapshotSpec spec;
    spec.virtual_machine = {machine.key.name, false};
    spec.description = last_snapshot_of;
    want_snapshot(lease.snapshot, std::move(spec), machine.position_of("/spec/ttl"));
  }

  void end(const Resource& machine, const VirtualMachineSpec& spec, const LeaseStanding& lease) {
    const std::string over =
        "its ttl of " + format_duration(lease.ttl) + " was over on " + format_timestamp(lease.ends);
    if (spec.on_expiry != OnExpiry::delete_it)
      return note(machine.key, true, "LeaseExpired",
                  over + "; it is hibernated. Raise spec.ttl to have it back");
    if (machine.lifecycle.protect || view_.recorded.resources.at(machine.key).protect)
      return note(machine.key, true, "LeaseExpired",
                  over +
                      "; it is protected and stays. Set lifecycle.protect: false to let it go, "
                      "or raise spec.ttl");
    if (view_.mode == ScheduleMode::keep)
      return note(machine.key, true, "LeaseExpired", over + "; the daemon deletes it");
    gone_.insert(machine.key);
    note(machine.key, true, "LeaseExpired", over + "; it is deleted");
  }

  /// What would be made from something that is gone cannot be made any more; copies that are there
  /// outlive what they were made from.
  void drop() {
    const LiveIndex live(view_.live);
    const auto exists_already = [&](const ResourceKey& key) {
      const auto record = view_.recorded.resources.find(key);
      return record != view_.recorded.resources.end() &&
             exists(live.find(key.kind, record->second.id));
    };
    for (std::size_t before = 0; before != gone_.size();) {
      before = gone_.size();
      for (const auto& resource : scheduled_.desired.resources) {
        if (!is_managed(resource.key.kind) || gone_.contains(resource.key)) continue;
        std::optional<ResourceKey> missing;
        for_each_reference(resource.spec, [&](const AnyReference& reference, std::string_view) {
          const ResourceKey key{reference.kind, reference.name};
          if (!reference.existing && gone_.contains(key)) missing = key;
        });
        if (!missing || exists_already(resource.key)) continue;
        gone_.insert(resource.key);
        note(resource.key, true, "SourceExpired",
             "it is not made, as " + to_string(*missing) + " is gone with the end of a lease");
      }
    }
    std::erase_if(scheduled_.desired.resources,
                  [&](const Resource& resource) { return gone_.contains(resource.key); });
  }

  Scheduled& scheduled_;
  const ScheduleView& view_;
  std::set<ResourceKey> gone_;
  std::set<ResourceKey> wanted_;
};

}  // namespace

void apply_leases(Scheduled& scheduled, const ScheduleView& view) {
  Leases(scheduled, view).run();
}

}  // namespace muster
