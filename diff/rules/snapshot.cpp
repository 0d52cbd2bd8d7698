#include "diff/live_view.hpp"
#include "diff/references.hpp"
#include "diff/rules/rules.hpp"

namespace muster {
namespace {

std::string loss(const LiveSnapshot& snapshot, const LiveImage* image) {
  std::string text = "what the snapshot holds is lost for good";
  if (snapshot.size.count > 0) text += " (" + format_gigabytes(snapshot.size) + ")";
  if (image != nullptr) text += ", and with it the image '" + image->name + "', made from it";
  return text;
}

/// The deletion takes the image along (inferred): only one that goes in the same plan may.
void refuse_if_image_stays(Draft& draft, const Subject& subject, const LiveSnapshot& snapshot) {
  const auto* image = draft.live.image_of(snapshot.id);
  const Subject* owner = image == nullptr ? nullptr : draft.owner(Kind::custom_image, image->id);
  const bool goes = owner != nullptr && !owner->stays() && !owner->is_left_alone();
  if (goes || (image == nullptr && !snapshot.has_image.value_or(false))) return;
  const std::string which = image == nullptr ? "which the account does not name"
                                             : "'" + image->name + "' (" + image->id.text + ")";
  draft.error(subject, "",
              "it cannot be deleted: the image made from it, " + which +
                  ", would go with it, and this plan is not to delete that",
              owner != nullptr
                  ? "delete " + to_string(owner->key) + " first, or keep the snapshot"
                  : "delete the image first, or keep the snapshot with lifecycle.onDelete: retain");
}

/// The power state that the machine has when the snapshot is taken, if that is not running.
std::optional<std::string> why_not_running(const Draft& draft, const Target& machine) {
  const auto work = machine.reference.existing
                        ? draft.machine_work.end()
                        : draft.machine_work.find({Kind::virtual_machine, machine.reference.name});
  if (work != draft.machine_work.end() && !work->second.path.empty()) {
    if (work->second.passes(PowerState::active)) return std::nullopt;
    return "it is " + std::string(to_string(work->second.path.back()));
  }
  const auto* live = machine.id ? draft.live.machines.by_id(*machine.id) : nullptr;
  if (live == nullptr || heading_of(*live) == PowerState::active) return std::nullopt;
  return "it is in state " + live->status;
}

void check_machine(Draft& draft, Subject& subject, const Target& machine) {
  const std::string name = "machine '" + machine.reference.name + "'";
  if (const auto why = why_not_running(draft, machine))
    draft.error(subject, "/spec/virtualMachine",
                "a snapshot can be taken of " + name + " only while it runs, and " + *why,
                "start it first (powerState: Active)");
  subject.warnings.push_back(name + " is shut off while the snapshot is taken");
  const Subject* owner = machine.reference.existing
                             ? nullptr
                             : draft.find({Kind::virtual_machine, machine.reference.name});
  if (owner != nullptr && owner->is_replaced())
    subject.warnings.push_back("it is taken of the new " + name +
                               ", which this plan puts in place of the old one");
  if (subject.standing == Standing::vanished)
    subject.warnings.emplace_back(
        "what the lost snapshot held does not come back: this is one of today");
}

}  // namespace

/// Immutable: every change replaces it. It outlives its machine.
void plan_snapshot(Draft& draft, Subject& subject) {
  begin_changes(draft, subject);
  if (subject.action == Action::remove || subject.is_replaced()) {
    const auto& live = *std::get<const LiveSnapshot*>(subject.live);
    refuse_if_image_stays(draft, subject, live);
    add_removal(draft, subject, DeleteSnapshot{}, loss(live, draft.live.image_of(live.id)));
  }
  if (subject.action != Action::create && !subject.is_replaced()) return;
  const auto& spec = std::get<SnapshotSpec>(subject.desired->spec);
  const auto machine = resolve(draft, any(spec.virtual_machine));
  if (!machine) return;
  check_machine(draft, subject, *machine);
  add_creation(draft, subject, CreateSnapshot{subject.key.name, spec.description, *machine},
               subject.applied);
}

}  // namespace muster
