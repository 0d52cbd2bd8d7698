#pragma once

#include "api/sandbox/cloud.hpp"
#include "controller/ledger/ledger.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace muster::simulation {

/// What is not as promised; empty if all is well.
using Violations = std::vector<std::string>;

/// Things of the account that are nobody's business but their owner's, by id: all there is to them.
/// Empty text: manifests refer to it, so that it may change but not go.
using Foreign = std::map<std::string, std::string>;

/// Everything that is in the account now, by id.
Foreign everything_in(const sandbox::Cloud& cloud);

/// P1, at any time: whatever is in the account and not foreign is recorded, or has an open intent
/// that the next run will look for. What the ledger acknowledged is not forgotten.
Violations nothing_is_lost(const sandbox::Cloud& cloud, const RecordedState& recorded,
                           const std::vector<LedgerEntry>& entries, const Foreign& foreign);

/// P1, once all is done: the record and the account are the same set, one thing for each key, and
/// nothing is open.
Violations record_equals_account(const sandbox::Cloud& cloud, const RecordedState& recorded,
                                 const std::vector<LedgerEntry>& entries, const Foreign& foreign);

/// onDelete: retain. What was let go on purpose is still there.
Violations retained_is_there(const sandbox::Cloud& cloud, const RecordedState& recorded,
                             const std::vector<LedgerEntry>& entries);

/// Takes out what a manifest has taken over since: it is foreign no longer.
void forget_adopted(Foreign& foreign, const std::vector<LedgerEntry>& entries);

/// lifecycle.protect: ids that are recorded as protected.
std::set<std::string> protected_ids(const RecordedState& recorded);
/// P5: what was protected at the last look is still there. It takes two applies to delete it.
Violations protected_is_there(const sandbox::Cloud& cloud, const std::set<std::string>& ids);

/// P5: what is foreign is as it was.
Violations foreign_is_untouched(const sandbox::Cloud& cloud, const Foreign& foreign);

/// P9: the marker that all secrets carry is nowhere to be seen.
Violations shows_no_secret(const std::string& exposed, const RecordedState& recorded,
                           const std::vector<LedgerEntry>& entries);

}  // namespace muster::simulation
