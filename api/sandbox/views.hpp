#pragma once

#include "api/sandbox/json.hpp"
#include "api/sandbox/state.hpp"

namespace muster::sandbox {

/// Objects as the API shows them; lists and details show the same.

Json view(const State& state, const Instance& instance);
Json view(const State& state, const Volume& volume);
Json view(const State& state, const Firewall& firewall);
Json view(const State& state, const SshKey& key);
Json view(const State& state, const Script& script);
Json view(const State& state, const Snapshot& snapshot);
Json view(const State& state, const Image& image);
Json view(const State& state, const AiCall& call);
Json view(const Rule& rule);
/// A volume's attachment, as attach calls answer.
Json attachment_view(const Volume& volume);
/// The short form for pickers.
Json short_view(const Instance& instance);

/// Hundredths as a number in major units: 229 is 2.29, 1000 is 10.
Json money(std::int64_t cents);
/// A whole number of 1/10^places: 1195200 with three places is 1195.2.
Json decimal(std::int64_t value, int places);
/// In major units, all digits.
Json exact_money(Units units);
/// A balance, cut to whole hundredths towards minus infinity.
Json balance(Units units);

}  // namespace muster::sandbox
