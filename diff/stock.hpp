#pragma once

#include "model/enum_names.hpp"
#include "model/key.hpp"
#include "model/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace muster {

enum class StockVerdict { enough, unknown, lacking };
template <>
inline constexpr auto enum_names<StockVerdict> =
    std::to_array<std::pair<StockVerdict, std::string_view>>({{StockVerdict::enough, "enough"},
                                                              {StockVerdict::unknown, "unknown"},
                                                              {StockVerdict::lacking, "lacking"}});

/// GPUs of one model in one region that a plan takes.
struct StockUse {
  std::string region;
  std::string model;
  std::int64_t needed = 0;      // by all its steps
  std::int64_t given_back = 0;  // by steps that come before those
  std::string available;        // when the plan was made: "7", "200+"; empty: not known
  StockVerdict verdict = StockVerdict::enough;
  bool operator==(const StockUse&) const = default;
};

/// What a machine gets of the GPUs that would do, "2 x L40 in CANADA-1", and why not those that are
/// wanted more.
struct GpuChosen {
  ResourceKey resource;
  std::string chosen;
  std::vector<std::string> passed_over;
  bool operator==(const GpuChosen&) const = default;
};

/// GPUs that a machine lets go of to have them again later.
struct GpuGivenUp {
  ResourceKey resource;
  std::string region;
  std::string model;
  std::int64_t gpus = 0;
  bool hibernates = false;  // else it is replaced
  bool scarce = false;      // none is left beside them
  bool accepted = false;    // by the manifest or the user
  bool operator==(const GpuGivenUp&) const = default;
};

/// Whether the GPUs are there. Not part of what a plan does: figures move by the minute.
struct PlanStock {
  std::vector<StockUse> uses;        // sorted by region and model
  std::vector<GpuChosen> choices;    // sorted by resource
  std::vector<GpuGivenUp> given_up;  // sorted by resource
  bool operator==(const PlanStock&) const = default;
};

struct Draft;
struct Plan;

/// Holds the steps of the draft against the stock, region by region and model by model. Steps that
/// can only take what others give back are made to come after those. What is not there is a
/// shortage; so is what is given up though none is left, unless that is accepted. What the service
/// does not say is unknown and stops nothing.
void look_for_stock(Draft& draft);

/// What the steps of a plan take as they stand: none is made to wait for another.
PlanStock stock_of(const Plan& plan, const LiveState& live);

/// Why the GPUs of a plan made earlier are not there any more, as sentences; empty: they are, or
/// nothing is known of them.
std::vector<std::string> shortages_now(const Plan& plan, const LiveState& live);

}  // namespace muster
