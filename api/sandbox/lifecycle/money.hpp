#pragma once

#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

namespace muster::sandbox {

/// 402 unless the credit covers one hour at this rate. That one hour is needed is a guess.
Outcome<void> check_credit(const State& state, Units rate);

/// What an instance costs per minute while it is ACTIVE or SHUTOFF.
Units running_rate(const State& state, const Instance& instance);
/// What a volume of that size costs per minute.
Units storage_rate(const State& state, std::string_view tier, std::string_view type,
                   std::int64_t size_gb);
/// What a finished snapshot of that size costs per minute.
Units kept_rate(const State& state, std::int64_t size_gb);

}  // namespace muster::sandbox
