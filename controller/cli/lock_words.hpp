#pragma once

#include "controller/ledger/lease.hpp"
#include "model/value.hpp"

#include <string>

namespace muster::cli {

/// A paragraph: who holds the lock, until when, whether they are still there, what to do.
std::string lock_text(const LockState& state);
Value lock_value(const LockState& state);

/// What breaking a lock that was found so has done.
std::string broken_text(const LockState& found);

}  // namespace muster::cli
