#pragma once

#include "controller/ledger/ledger.hpp"

#include <string>
#include <vector>

namespace muster {

/// The whole record as JSON lines: the entries in their order, as they are stored and hashed, then
/// what they amount to, resource by resource, then what is open. Secrets are keyed digests, and the
/// key is not among it. Pure.
std::string export_lines(const std::vector<LedgerEntry>& entries, const RecordedState& state);

}  // namespace muster
