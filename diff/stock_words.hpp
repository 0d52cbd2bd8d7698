#pragma once

#include "diff/plan.hpp"
#include "diff/stock_book.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace muster {

/// How one region's stock of one model does for a plan.
struct Shortage {
  StockUse use;
  GpuDemand gpus;                    // of the first who takes some
  std::vector<std::size_t> lacking;  // steps that get none
  std::int64_t lacking_gpus = 0;     // that those need
};

/// "VirtualMachine/a needs 4 x L40 in CANADA-1, and 2 are free there; there are 8 in NORWAY-1".
/// `who` lacks them, at least one.
std::string describe(const Shortage& shortage, const std::vector<ResourceKey>& who,
                     const StockBook& stock);

/// Whether the GPUs are there, a sentence a line; empty if the plan takes none.
std::vector<std::string> stock_lines(const Plan& plan);

/// What was chosen for the resource, and what was passed over and why, a line each; empty if there
/// was nothing to choose.
std::vector<std::string> choice_lines(const Plan& plan, const ResourceKey& resource);

}  // namespace muster
