#include "diff/references.hpp"
#include "diff/rules/rules.hpp"

namespace muster {

/// Immutable: made from a finished snapshot, and deleted.
void plan_custom_image(Draft& draft, Subject& subject) {
  begin_changes(draft, subject);
  if (subject.action == Action::remove || subject.is_replaced())
    add_removal(draft, subject, DeleteImage{}, "the image is lost for good");
  if (subject.action != Action::create && !subject.is_replaced()) return;
  const auto& spec = std::get<CustomImageSpec>(subject.desired->spec);
  const auto snapshot = resolve(draft, any(spec.snapshot));
  if (!snapshot) return;
  add_creation(draft, subject, CreateImage{subject.key.name, *snapshot}, subject.applied);
}

}  // namespace muster
