#pragma once

#include "controller/ledger/ledger.hpp"
#include "controller/schedule/schedules.hpp"

#include <map>
#include <string>
#include <vector>

namespace muster {

/// The last lives of machines that were owned once and are not any more, by name: what tells a
/// machine that its lease has ended from one that was never made.
std::map<std::string, Life> ended_lives(const std::vector<LedgerEntry>& entries);

/// Whether there is a machine of which only the history tells if it is to be made: it has a lease
/// and is not owned.
bool asks_history(const DesiredState& desired, const RecordedState& recorded);

/// What a plan made by hand has to know of the past: nothing is read where nothing is asked. All
/// outlive the task. Errors: those of the ledger.
Task<Result<ScheduleFacts>> lives_for(Ledger& ledger, const DesiredState& desired,
                                      const RecordedState& recorded);

}  // namespace muster
