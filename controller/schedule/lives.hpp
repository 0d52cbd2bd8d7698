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

}  // namespace muster
