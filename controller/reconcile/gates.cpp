#include "controller/reconcile/gates.hpp"

#include "controller/execute/look.hpp"

#include <algorithm>
#include <optional>

namespace muster {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

/// What a schedule took, its retention may drop.
bool is_scheduled_copy(const ResourceKey& key, const RecordedState& recorded) {
  if (key.kind != Kind::snapshot) return false;
  const auto found = recorded.resources.find(key);
  return found != recorded.resources.end() && found->second.applied.find("schedule") != nullptr;
}

std::size_t deletions(const Plan& plan, const RecordedState& recorded) {
  std::size_t count = 0;
  for (const auto& change : plan.changes) {
    count += change.leftovers;
    const bool deletes = change.action == Action::remove || change.action == Action::replace ||
                         change.action == Action::replace_create_first;
    if (deletes && !is_scheduled_copy(change.key, recorded)) ++count;
  }
  return count;
}

std::optional<std::string> too_many_deletions(const Plan& plan, const RecordedState& recorded,
                                              const GateLimits& limits) {
  const auto managed = recorded.resources.size();
  const auto share = managed * static_cast<std::size_t>(limits.deletes_percent) / 100;
  const auto allowed = std::max(static_cast<std::size_t>(limits.deletes), share);
  const auto count = deletions(plan, recorded);
  if (count <= allowed) return std::nullopt;
  return "it deletes " + counted(count, "thing") + " of " + std::to_string(managed) +
         ", and without being asked only " + std::to_string(allowed) +
         " may go (Project.spec.daemon.maxDeletes, maxDeletesPercent)";
}

bool wants_something(const DesiredState& desired) {
  return std::ranges::any_of(
      desired.resources, [](const Resource& resource) { return is_managed(resource.key.kind); });
}

/// One thing that is gone is somebody's doing; half of all is more likely an outage.
std::optional<std::string> looks_like_outage(const LiveState& live, const RecordedState& recorded) {
  std::size_t looked_for = 0;
  std::size_t vanished = 0;
  for (const auto& [key, resource] : recorded.resources) {
    if (std::ranges::find(live.observed, key.kind) == live.observed.end()) continue;
    ++looked_for;
    if (!shows(live, key.kind, resource.id)) ++vanished;
  }
  if (vanished < 2 || vanished * 2 < looked_for) return std::nullopt;
  return counted(vanished, "thing") + " of " + std::to_string(looked_for) +
         " vanished from the account at once, which looks like an outage of the API or another "
         "account's key";
}

bool says_replace(const Resource& resource) {
  return resource.field_positions.find("/spec/lifecycle/replace") != nullptr;
}

void add_replacements(Held& held, const Plan& plan, const DesiredState& desired) {
  for (const auto& change : plan.changes) {
    if (change.action != Action::replace && change.action != Action::replace_create_first) continue;
    const auto loses = std::ranges::find_if(
        change.steps, [&](std::size_t step) { return !plan.steps[step].data_loss.empty(); });
    const Resource* resource = desired.find(change.key);
    if (loses == change.steps.end() || resource == nullptr || says_replace(*resource)) continue;
    held.resources.push_back(change.key);
    held.reasons.push_back("it replaces " + to_string(change.key) + ": " +
                           plan.steps[*loses].data_loss +
                           "; its manifest does not say lifecycle.replace: allow");
  }
}

}  // namespace

GateLimits gate_limits(const ProjectSpec& project) {
  GateLimits limits;
  if (!project.daemon) return limits;
  limits.deletes = project.daemon->max_deletes.value_or(limits.deletes);
  limits.deletes_percent = project.daemon->max_deletes_percent.value_or(limits.deletes_percent);
  return limits;
}

Held held_by(const Planned& planned, const DesiredState& desired, const LiveState& live,
             const RecordedState& recorded, const GateLimits& limits) {
  Held held;
  if (!wants_something(desired) && !recorded.resources.empty())
    held.reasons.emplace_back("no manifest wants anything any more, and " +
                              counted(recorded.resources.size(), "thing") + " would go");
  if (auto reason = too_many_deletions(planned.plan, recorded, limits))
    held.reasons.push_back(*std::move(reason));
  if (auto reason = looks_like_outage(live, recorded)) held.reasons.push_back(*std::move(reason));
  for (const auto& denial : planned.denials)
    if (denial.severity == Severity::error)
      held.reasons.push_back("a Budget denies it: " + denial.message);
  held.whole = !held.reasons.empty();
  add_replacements(held, planned.plan, desired);
  return held;
}

}  // namespace muster
