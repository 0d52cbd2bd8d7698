#pragma once

#include "diff/draft.hpp"

namespace muster {

// One a kind: the steps of a subject whose action is settled. The order among subjects is written
// into `needs` and `after` here and by order_across_resources; the indices are final later.

void plan_ssh_key(Draft& draft, Subject& subject);
void plan_startup_script(Draft& draft, Subject& subject);
void plan_firewall(Draft& draft, Subject& subject);
void plan_volume(Draft& draft, Subject& subject);
void plan_snapshot(Draft& draft, Subject& subject);
void plan_custom_image(Draft& draft, Subject& subject);

/// What has to be done to each machine; changes that its power state forbids are put off with a
/// note.
void settle_machine_work(Draft& draft);
void plan_virtual_machine(Draft& draft, Subject& subject);

/// Deletes firewalls whose successor has their members: after the memberships are planned.
void plan_old_firewalls(Draft& draft);

/// Sets of firewall members, after the machines' own steps are planned.
void plan_memberships(Draft& draft);

/// What the ledger remembers when everything about the subject is done.
void plan_records(Draft& draft);

/// Edges between resources: volumes move, deletions go from dependents to what they depend on.
void order_across_resources(Draft& draft);
/// The same between snapshots, images, and the machines they are made from and that boot from them.
void order_copies(Draft& draft);

/// Adds the adoption if there is one; the steps that follow need it.
std::vector<std::size_t> begin_changes(Draft& draft, Subject& subject);
/// Adds the deletion of what is there.
std::size_t add_removal(Draft& draft, Subject& subject, Operation operation, std::string data_loss,
                        std::vector<std::size_t> needs = {});
/// Adds the creation, after the deletion of a replaced one; it records what it has made.
std::size_t add_creation(Draft& draft, Subject& subject, Operation operation, Value applied);

}  // namespace muster
