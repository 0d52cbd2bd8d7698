#pragma once

#include "controller/ledger/ledger.hpp"
#include "controller/schedule/schedules.hpp"

#include <vector>

namespace muster {

/// What the ledger's history teaches about schedules. Pure.
ScheduleFacts facts_from(const std::vector<LedgerEntry>& entries);

}  // namespace muster
