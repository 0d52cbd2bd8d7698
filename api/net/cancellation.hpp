#pragma once

#include "api/net/task.hpp"

#include <exception>

namespace muster::net {

/// By default a cancelled task can await nothing any more: whatever it awaits next throws. After
/// this call, cancellation of the calling task (a child of a TaskGroup, or what with_timeout()
/// runs) only ends the operation that it waits for at that moment; later awaits work, so that it
/// can still record what it did.
Task<void> survive_cancellation();

/// Whether the calling task has been cancelled.
Task<bool> cancellation_requested();

/// Whether this is how a cancelled operation ends.
bool is_cancellation(const std::exception_ptr& error);

/// Ends the calling coroutine the way a cancelled operation does.
[[noreturn]] void throw_cancelled();

}  // namespace muster::net
