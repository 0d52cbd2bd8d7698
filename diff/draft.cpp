#include "diff/draft.hpp"

#include "diff/timing.hpp"

#include <algorithm>

namespace muster {

namespace {

void sort_unique(std::vector<ResourceKey>& keys) {
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::vector<ResourceKey> uses_of(const Spec& spec) {
  std::vector<ResourceKey> keys = dependencies_of(spec);
  const auto add = [&](const auto& reference) {
    if (!reference.existing) keys.push_back({reference.kind, reference.name});
  };
  if (const auto* snapshot = std::get_if<SnapshotSpec>(&spec)) add(snapshot->virtual_machine);
  if (const auto* machine = std::get_if<VirtualMachineSpec>(&spec);
      machine && machine->boot.snapshot)
    add(*machine->boot.snapshot);
  sort_unique(keys);
  return keys;
}

std::vector<ResourceKey> dependencies_of(const Spec& spec) {
  std::vector<ResourceKey> keys;
  const auto add = [&](const auto& reference) {
    if (!reference.existing) keys.push_back({reference.kind, reference.name});
  };
  if (const auto* machine = std::get_if<VirtualMachineSpec>(&spec)) {
    for (const auto& key : machine->ssh_keys) add(key);
    for (const auto& firewall :
         machine->firewalls.value_or(std::vector<Reference<Kind::firewall>>()))
      add(firewall);
    for (const auto& volume : machine->volumes.value_or(std::vector<Reference<Kind::volume>>()))
      add(volume);
    if (machine->startup_script) add(*machine->startup_script);
    if (machine->boot.volume) add(*machine->boot.volume);
    if (machine->boot.custom_image) add(*machine->boot.custom_image);
  }
  if (const auto* image = std::get_if<CustomImageSpec>(&spec)) add(image->snapshot);
  sort_unique(keys);
  return keys;
}

Draft::Draft(const DesiredState& desired, const LiveState& live_state,
             const RecordedState& recorded_state, const PlanOptions& plan_options)
    : live(live_state), recorded(recorded_state), options(plan_options) {
  // Both are sorted by key.
  auto record = recorded.resources.begin();
  const auto end = recorded.resources.end();
  const auto add_recorded = [&] {
    subjects.push_back({.key = record->first, .recorded = &record->second});
    ++record;
  };
  subjects.reserve(std::max(desired.resources.size(), recorded.resources.size()));
  for (const auto& resource : desired.resources) {
    if (!is_managed(resource.key.kind)) continue;
    while (record != end && record->first < resource.key) add_recorded();
    const bool is_recorded = record != end && record->first == resource.key;
    if (!is_recorded && options.destroy) continue;
    if (is_recorded)
      add_recorded();
    else
      subjects.push_back({.key = resource.key});
    subjects.back().lifecycle = &resource.lifecycle;
    if (!options.destroy) subjects.back().desired = &resource;
  }
  while (record != end) add_recorded();
  index_names();
}

void Draft::index_names() {
  for (auto& table : by_name_) table.clear();
  for (std::size_t i = 0; i < subjects.size(); ++i)
    by_name_[static_cast<std::size_t>(subjects[i].key.kind)].emplace(subjects[i].key.name, i);
}

std::size_t Draft::index_of(const ResourceKey& key) const {
  const auto& table = by_name_[static_cast<std::size_t>(key.kind)];
  const auto found = table.find(key.name);
  return found == table.end() ? subjects.size() : found->second;
}

Subject* Draft::find(const ResourceKey& key) {
  const auto index = index_of(key);
  return index == subjects.size() ? nullptr : &subjects[index];
}

const Subject* Draft::find(const ResourceKey& key) const {
  const auto index = index_of(key);
  return index == subjects.size() ? nullptr : &subjects[index];
}

void Draft::index_owners() {
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    auto& table = owners_[static_cast<std::size_t>(subjects[i].key.kind)];
    if (exists(subjects[i].live)) table.emplace(subjects[i].id().text, i);
    for (const auto& thing : subjects[i].leftovers) table.emplace(id_of(thing).text, i);
  }
}

const Subject* Draft::owner(Kind kind, const RemoteId& id) const {
  const auto& table = owners_[static_cast<std::size_t>(kind)];
  const auto found = table.find(id.text);
  return found == table.end() ? nullptr : &subjects[found->second];
}

Fate Draft::fate_of(Kind kind, const RemoteId& id) const {
  const Subject* subject = owner(kind, id);
  if (subject == nullptr) return Fate::foreign;
  if (subject->is_replaced_first()) return Fate::outlived;
  const bool is_leftover = !exists(subject->live) || subject->id() != id;
  if (!is_leftover) return subject->stays() ? Fate::stays : Fate::goes;
  if (subject->leftovers_stay && subject->desired == nullptr) return Fate::stays;
  const bool has_successor =
      subject->desired != nullptr && (subject->stays() || subject->action == Action::create);
  return has_successor ? Fate::outlived : Fate::goes;
}

Fate Draft::fate_of_member(const RemoteId& machine) const {
  return early_leavers.contains(machine) ? Fate::goes : fate_of(Kind::virtual_machine, machine);
}

bool Draft::changes(Kind kind, const RemoteId& id) const {
  const Subject* subject = owner(kind, id);
  if (subject == nullptr || subject->held) return false;
  return !subject->is_left_alone() || fate_of(kind, id) == Fate::goes;
}

std::size_t Draft::add(Subject& subject, Operation operation, std::vector<std::size_t> needs) {
  Step step;
  step.resource = subject.key;
  const auto timing =
      timing_of(operation, subject.desired == nullptr ? Timeouts{} : subject.desired->timeouts);
  step.expected = timing.expected;
  step.deadline = timing.deadline;
  if (takes_gpus(operation) && subject.desired != nullptr)
    step.capacity = subject.desired->timeouts.capacity.value_or(Duration(0));
  if (!creates(operation) && !subject.ready) {
    if (exists(subject.live))
      step.id = subject.id();
    else if (subject.recorded != nullptr)
      step.id = subject.recorded->id;
  }
  if (subject.desired != nullptr) {
    step.protect = subject.desired->lifecycle.protect;
    step.on_delete = subject.desired->lifecycle.on_delete;
    step.depends_on = dependencies_of(subject.desired->spec);
  } else if (subject.recorded != nullptr) {
    step.protect = subject.recorded->protect;
    step.on_delete = subject.recorded->on_delete;
    step.depends_on = subject.recorded->depends_on;
  }
  step.operation = std::move(operation);
  step.needs = std::move(needs);
  steps.push_back(std::move(step));
  subject.steps.push_back(steps.size() - 1);
  return steps.size() - 1;
}

std::size_t Draft::add_to_old(Subject& subject, const RemoteId& id, Operation operation,
                              std::vector<std::size_t> needs) {
  const std::size_t step = add(subject, std::move(operation), std::move(needs));
  steps[step].id = id;
  const auto thing = live.find(subject.key.kind, id);
  steps[step].old_name = exists(thing) ? name_of(thing) : id.text;
  subject.old_steps.push_back(step);
  return step;
}

std::size_t Draft::add_unowned(const ResourceKey& key, const RemoteId& id, Operation operation) {
  Step step;
  step.resource = key;
  step.id = id;
  const auto timing = timing_of(operation, {});
  step.expected = timing.expected;
  step.deadline = timing.deadline;
  step.operation = std::move(operation);
  steps.push_back(std::move(step));
  return steps.size() - 1;
}

void Draft::error(const Position& position, std::string message, std::string hint) {
  diagnostics.push_back({.severity = Severity::error,
                         .position = position,
                         .message = std::move(message),
                         .hint = std::move(hint)});
}

void Draft::error(const Subject& subject, std::string_view path, std::string message,
                  std::string hint) {
  stuck.insert(subject.key);
  error(subject.desired == nullptr ? Position{} : subject.desired->position_of(path),
        to_string(subject.key) + ": " + std::move(message), std::move(hint));
}

void Draft::deny(const Subject& subject, std::string_view path, std::string message,
                 std::string hint) {
  denied = true;
  error(subject, path, std::move(message), std::move(hint));
}

void Draft::lack(const Subject& subject, std::string_view path, std::string message,
                 std::string hint) {
  stuck.insert(subject.key);
  shortages.push_back(
      {.severity = Severity::error,
       .position = subject.desired == nullptr ? Position{} : subject.desired->position_of(path),
       .message = std::move(message),
       .hint = std::move(hint)});
}

void Draft::note(const ResourceKey& key, std::string_view text) {
  notes.push_back(to_string(key) + " " + std::string(text));
}

}  // namespace muster
