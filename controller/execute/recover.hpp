#pragma once

#include "controller/execute/executor.hpp"

#include <cstddef>

namespace muster {

/// What became of the intents that an earlier run left open.
struct Recovery {
  std::size_t adopted = 0;  // creates whose thing was found
  std::size_t deleted = 0;  // deletions that took place
  std::size_t closed = 0;   // nothing to be seen of it: the next plan decides
};

/// Looks for what the open intents of the ledger may have done and writes the outcomes, so that the
/// plan that follows starts from the truth. What a create may have made is looked for several
/// times, since lists lag (inferred). Errors: those of the client and the ledger; what was not
/// answered stays open. `interrupted` waits end with cancelled.
Task<Result<Recovery>> recover(net::Context context, World world);

}  // namespace muster
