#include "diff/rules/rules.hpp"

#include <algorithm>

namespace muster {

std::vector<std::size_t> begin_changes(Draft& draft, Subject& subject) {
  if (subject.action != Action::adopt) return {};
  const std::size_t step = draft.add(subject, Adopt{});
  Value applied = subject.applied;
  for (const auto& entry : subject.acted)
    applied = with_member_of(std::move(applied), entry.change.path, nullptr);
  draft.steps[step].applied = std::move(applied);
  return {step};
}

std::size_t add_removal(Draft& draft, Subject& subject, Operation operation, std::string data_loss,
                        std::vector<std::size_t> needs) {
  const std::size_t step = draft.add(subject, std::move(operation), std::move(needs));
  draft.steps[step].data_loss = std::move(data_loss);
  subject.removed = step;
  return step;
}

std::size_t add_creation(Draft& draft, Subject& subject, Operation operation, Value applied) {
  std::vector<std::size_t> needs;
  if (subject.removed) needs.push_back(*subject.removed);
  const std::size_t step = draft.add(subject, std::move(operation), std::move(needs));
  draft.steps[step].applied = std::move(applied);
  subject.ready = step;
  return step;
}

namespace {

bool same_memory(const Subject& subject) {
  const RecordedResource& record = *subject.recorded;
  const Resource& desired = *subject.desired;
  const auto same_spec = [&] {
    return record.applied == subject.applied ||
           normalized(spec_schema(subject.key.kind), record.applied) == subject.applied;
  };
  return same_spec() && record.protect == desired.lifecycle.protect &&
         record.on_delete == desired.lifecycle.on_delete &&
         record.depends_on == dependencies_of(desired.spec);
}

void remember(Draft& draft, Subject& subject, std::vector<std::size_t> needs) {
  const std::size_t step = draft.add(subject, Remember{}, std::move(needs));
  draft.steps[step].applied = subject.applied;
}

/// The steps that have no successor within the subject. Sets of members are no part of a record,
/// and what becomes of things that were replaced says nothing of their successor.
std::vector<std::size_t> ends(const Draft& draft, const Subject& subject) {
  std::vector<std::size_t> open;
  for (const std::size_t step : subject.steps) {
    if (std::holds_alternative<SetFirewallMembers>(draft.steps[step].operation)) continue;
    if (std::ranges::find(subject.old_steps, step) != subject.old_steps.end()) continue;
    std::erase_if(open, [&](std::size_t end) {
      const auto& needs = draft.steps[step].needs;
      return std::find(needs.begin(), needs.end(), end) != needs.end();
    });
    open.push_back(step);
  }
  return open;
}

void plan_record(Draft& draft, Subject& subject) {
  auto last = ends(draft, subject);
  const auto work = draft.machine_work.find(subject.key);
  const bool joins = work != draft.machine_work.end() && !work->second.memberships.empty();
  if (last.size() == 1 && !joins) {
    draft.steps[last.front()].applied = subject.applied;
    return;
  }
  if (joins)
    last.insert(last.end(), work->second.memberships.begin(), work->second.memberships.end());
  if (!last.empty()) return remember(draft, subject, std::move(last));
  if (subject.standing != Standing::owned) return;
  if (same_memory(subject)) return;
  if (subject.action == Action::no_op) subject.reason = "only what muster remembers changes";
  subject.action = Action::update;
  remember(draft, subject, {});
}

}  // namespace

void plan_records(Draft& draft) {
  for (auto& subject : draft.subjects) {
    for (const auto& id : subject.gone_leftovers) draft.add_to_old(subject, id, Forget{}, {});
    if (subject.action == Action::forget) draft.add(subject, Forget{}, subject.old_removed);
    if (subject.desired != nullptr) plan_record(draft, subject);
  }
}

}  // namespace muster
