#include "diff/rules/rules.hpp"

namespace muster {

/// Updated in place; machines that exist have run theirs and never see the change.
void plan_startup_script(Draft& draft, Subject& subject) {
  auto needs = begin_changes(draft, subject);
  if (subject.action == Action::remove || subject.is_replaced())
    add_removal(draft, subject, DeleteScript{}, {});
  if (subject.desired == nullptr) return;
  const auto& spec = std::get<StartupScriptSpec>(subject.desired->spec);
  if (subject.action == Action::create || subject.is_replaced())
    add_creation(draft, subject, CreateScript{subject.key.name, spec.content}, subject.applied);
  else if (!subject.acted.empty())
    draft.add(subject, UpdateScript{spec.content}, std::move(needs));
}

}  // namespace muster
