#pragma once

#include "controller/reconcile/status.hpp"
#include "model/value.hpp"

#include <cstdint>
#include <optional>

namespace muster {

// What the API answers: plain values, the same for the same status. Instants are RFC 3339, lengths
// of time whole seconds, amounts exact decimals; what is not known is null.

/// {"projects": [...]}: the one that the daemon keeps.
Value projects_document(const DaemonStatus& status);
/// {"resources": [...]}, of one kind or of all, sorted by kind and name.
Value resources_document(const DaemonStatus& status, std::optional<Kind> kind);
Value resource_document(const DaemonStatus& status, const ResourceStatus& resource);
/// {"events": [...], "last": N}: those with a number above `since`, as far as they are still held.
Value events_document(const DaemonStatus& status, std::uint64_t since);
/// An event of the project carries its name.
Value event_document(const DaemonStatus& status, const StatusEvent& event);
/// {"plans": [...]}, the newest last, without their texts.
Value plans_document(const DaemonStatus& status);
/// With its text.
Value plan_document(const PlanStatus& plan);
/// {"schedules": [...]}
Value schedules_document(const DaemonStatus& status);

}  // namespace muster
