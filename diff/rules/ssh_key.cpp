#include "diff/rules/rules.hpp"

namespace muster {

/// Keys are immutable in the account: create, read, delete.
void plan_ssh_key(Draft& draft, Subject& subject) {
  begin_changes(draft, subject);
  if (subject.action == Action::remove || subject.is_replaced())
    add_removal(draft, subject, DeleteSshKey{}, {});
  if (subject.action != Action::create && !subject.is_replaced()) return;
  const auto& spec = std::get<SshKeySpec>(subject.desired->spec);
  add_creation(draft, subject, CreateSshKey{subject.key.name, spec.public_key}, subject.applied);
}

}  // namespace muster
