#pragma once

#include "controller/cli/apply_run.hpp"
#include "diff/inventory.hpp"
#include "diff/plan.hpp"
#include "model/world.hpp"

namespace muster::cli {

/// A hold of the machine from now on; one without length ends the hold before it. Errors:
/// invalid_input (the machine is not managed).
Result<Hold> hold_of(const InventoryItem& machine, PowerState state, Timestamp now,
                     Duration length);

/// The plan that brings the held state about is remembered as what is wanted, and says that it is
/// held.
void keep_in_hold(Plan& plan, const Hold& hold, const RecordedState& recorded);

/// Writes it into the project's ledger, under its lease. Errors: locked, those of the ledger.
Task<Result<void>> write_hold(ApplyRun& run, Hold hold);

}  // namespace muster::cli
