#include "diff/drift.hpp"

#include "diff/draft.hpp"
#include "diff/live_view.hpp"
#include "diff/ownership.hpp"

#include <optional>
#include <utility>

namespace muster {
namespace {

ResourceChange leaving(const Subject& subject) {
  auto change = vanished(subject);
  change.reason = "it is being deleted in the account";
  return change;
}

std::optional<ResourceChange> drift_of_owned(const Draft& draft, Subject& subject,
                                             const std::vector<std::string>& ignore) {
  if (is_going(subject.live)) return leaving(subject);
  const auto& schema = spec_schema(subject.key.kind);
  const Value& applied = subject.recorded->applied;
  subject.wanted = normalized(schema, applied);
  const Value live = live_view(draft, subject);
  subject.seen = completed(schema, live, &subject.wanted);
  for (auto& difference : diff_fields(schema, subject.wanted, live, &subject.wanted))
    if (!is_ignored(difference.change.path, ignore))
      subject.drift.push_back(std::move(difference.change));
  const bool broken = is_broken(subject.live);
  if (subject.drift.empty() && !broken) return std::nullopt;
  auto change = drift_of(subject);
  if (broken) change.reason = "it is in an error state in the account";
  return change;
}

}  // namespace

Drift find_drift(const DesiredState& desired, const LiveState& live, const RecordedState& recorded,
                 const SecretKey& secrets) {
  const DesiredState nothing;
  const PlanOptions options{.secrets = secrets};
  Draft draft(nothing, live, recorded, options);
  settle_ownership(draft);
  Drift drift{.owned = draft.subjects.size()};
  for (auto& subject : draft.subjects) {
    const Resource* manifest = desired.find(subject.key);
    std::optional<ResourceChange> change;
    if (subject.standing == Standing::vanished)
      change = vanished(subject);
    else if (subject.standing == Standing::owned)
      change = drift_of_owned(
          draft, subject,
          manifest == nullptr ? std::vector<std::string>() : manifest->lifecycle.ignore);
    if (!change) continue;
    if (manifest != nullptr) change->position = manifest->position;
    drift.changes.push_back(*std::move(change));
  }
  return drift;
}

ResourceChange drift_of(const Subject& subject) {
  ResourceChange change{.key = subject.key,
                        .action = Action::update,
                        .reason = "changed outside muster",
                        .fields = subject.drift,
                        .before = subject.wanted,
                        .after = subject.seen};
  for (auto& field : change.fields) {
    std::swap(field.before, field.after);
    field.drift = false;
  }
  return change;
}

ResourceChange vanished(const Subject& subject) {
  return {.key = subject.key,
          .action = Action::remove,
          .reason = "it is gone from the account",
          .before = subject.recorded->applied};
}

}  // namespace muster
