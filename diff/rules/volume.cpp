#include "diff/rules/rules.hpp"

namespace muster {
namespace {

std::string loss(const LiveVolume& volume) {
  return "everything on the volume (" + format_gigabytes(volume.size) + ") is lost for good";
}

/// Machines that are not ours are not changed, not even to take our own volume off them.
void refuse_if_attached_elsewhere(Draft& draft, const Subject& subject) {
  const auto* machine = draft.live.machine_of(subject.id());
  if (machine == nullptr || draft.changes(Kind::virtual_machine, machine->id)) return;
  draft.error(subject, "",
              "it cannot be deleted while it is attached to machine '" + machine->name +
                  "', which muster does not manage or is to leave alone",
              "detach it there first");
}

}  // namespace

void plan_volume(Draft& draft, Subject& subject) {
  auto needs = begin_changes(draft, subject);
  if (subject.action == Action::remove || subject.is_replaced()) {
    refuse_if_attached_elsewhere(draft, subject);
    add_removal(draft, subject, DeleteVolume{}, loss(*std::get<const LiveVolume*>(subject.live)));
  }
  if (subject.desired == nullptr) return;
  const auto& spec = std::get<VolumeSpec>(subject.desired->spec);
  if (subject.action == Action::create || subject.is_replaced())
    add_creation(draft, subject, CreateVolume{subject.key.name, spec}, subject.applied);
  else if (subject.difference("/spec/size") != nullptr)
    draft.add(subject, ResizeVolume{std::get<const LiveVolume*>(subject.live)->size, spec.size},
              std::move(needs));
}

}  // namespace muster
