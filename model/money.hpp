#pragma once

#include "model/enum_names.hpp"

#include <compare>
#include <cstdint>

namespace muster {

enum class Currency { usd, eur, inr };
template <>
inline constexpr auto enum_names<Currency> = std::to_array<std::pair<Currency, std::string_view>>(
    {{Currency::usd, "USD"}, {Currency::eur, "EUR"}, {Currency::inr, "INR"}});

/// An exact amount in billionths of its currency's major unit.
struct Money {
  std::int64_t nanos = 0;
  Currency currency = Currency::usd;
  bool operator==(const Money&) const = default;
};

}  // namespace muster
