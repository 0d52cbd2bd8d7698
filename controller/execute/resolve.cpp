#include "controller/execute/run_state.hpp"

namespace muster {
namespace {

using Ids = std::map<ResourceKey, RemoteId>;

std::optional<RemoteId> find(const Target& target, const Ids& ids) {
  if (target.id) return target.id;
  const auto found = ids.find(ResourceKey{target.reference.kind, target.reference.name});
  if (target.reference.existing || found == ids.end()) return std::nullopt;
  return found->second;
}

std::unexpected<Error> unknown(const AnyReference& reference) {
  return fail(Errc::stale, std::string(to_string(reference.kind)) + "/" + reference.name +
                               " is not there, although this step relies on it; plan again");
}

Result<std::vector<RemoteId>> find_all(const std::vector<Target>& targets, const Ids& ids) {
  std::vector<RemoteId> found;
  for (const auto& target : targets) {
    const auto id = find(target, ids);
    if (!id) return unknown(target.reference);
    found.push_back(*id);
  }
  return found;
}

Result<void> resolve_deployment(const DeployInstance& deploy, const Ids& ids, Resolved& resolved) {
  MUSTER_TRY(resolved.ssh_keys, find_all(deploy.ssh_keys, ids));
  MUSTER_TRY(resolved.targets, find_all(deploy.volumes, ids));
  if (deploy.script) {
    resolved.script = find(*deploy.script, ids);
    if (!resolved.script) return unknown(deploy.script->reference);
  }
  if (deploy.boot_volume) {
    resolved.boot_volume = find(*deploy.boot_volume, ids);
    if (!resolved.boot_volume) return unknown(deploy.boot_volume->reference);
  }
  return {};
}

}  // namespace

Result<Resolution> resolve(const Step& step, const Ids& ids) {
  Resolution resolution;
  Resolved& resolved = resolution.ids;
  if (!creates(step.operation) && !std::holds_alternative<Forget>(step.operation) &&
      !std::holds_alternative<Remember>(step.operation)) {
    const AnyReference self{step.resource.kind, step.resource.name};
    const auto id = find(Target{self, step.id}, ids);
    if (!id) return unknown(self);
    resolved.id = *id;
  }
  if (const Target* source = source_of(step.operation)) {
    resolved.source = find(*source, ids);
    if (!resolved.source) return unknown(source->reference);
  }
  if (const auto* deploy = std::get_if<DeployInstance>(&step.operation)) {
    MUSTER_CHECK(resolve_deployment(*deploy, ids, resolved));
  } else if (const auto* attach = std::get_if<AttachVolumes>(&step.operation)) {
    MUSTER_TRY(resolved.targets, find_all(attach->volumes, ids));
  } else if (const auto* detach = std::get_if<DetachVolumes>(&step.operation)) {
    MUSTER_TRY(resolved.targets, find_all(detach->volumes, ids));
  } else if (const auto* scripts = std::get_if<DeleteScripts>(&step.operation)) {
    MUSTER_TRY(resolved.targets, find_all(scripts->scripts, ids));
  } else if (const auto* members = std::get_if<SetFirewallMembers>(&step.operation)) {
    for (const auto& machine : members->machines) {
      if (const auto id = find(machine, ids))
        resolved.targets.push_back(*id);
      else
        ++resolution.left_out;
    }
  }
  return resolution;
}

std::set<RemoteId> known_before(const RunState& run, Kind kind) {
  std::set<RemoteId> known;
  for (const auto& [of, id] : run.touched)
    if (of == kind) known.insert(id);
  for (const auto& seen : run.plan.observations)
    if (seen.kind == kind) known.insert(seen.id);
  for (const auto& [key, resource] : run.recorded.resources) {
    if (key.kind != kind) continue;
    known.insert(resource.id);
    known.insert(resource.superseded.begin(), resource.superseded.end());
  }
  return known;
}

}  // namespace muster
