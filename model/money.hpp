#pragma once

#include "model/enum_names.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

enum class Currency { usd, eur, inr };
template <>
inline constexpr auto enum_names<Currency> = std::to_array<std::pair<Currency, std::string_view>>(
    {{Currency::usd, "USD"}, {Currency::eur, "EUR"}, {Currency::inr, "INR"}});

/// Wide enough that no sum of prices overflows: 10^38 billionths.
__extension__ using Nanos = __int128;
inline constexpr std::int64_t nanos_per_unit = 1'000'000'000;

/// An exact amount in billionths of its currency's major unit. Amounts are only added or compared
/// within one currency: the price lists of the account are not conversions of each other.
struct Money {
  Nanos nanos = 0;
  Currency currency = Currency::usd;
  bool operator==(const Money&) const = default;
};

Money operator+(Money left, Money right);
Money operator-(Money left, Money right);
Money operator*(Money amount, std::int64_t times);
/// Rounded half away from zero to a billionth; a price per TB divides exactly.
Money operator/(Money amount, std::int64_t parts);
std::strong_ordering operator<=>(const Money& left, const Money& right);

/// "2.29", "-0.5", "12"; at most nine decimals. Empty for anything else.
std::optional<Money> parse_money(std::string_view text, Currency currency);
/// All its digits, at least two decimals: "2.29", "0.005", "1195.20".
std::string format_exact(const Money& amount);
/// For people: rounded to cents, and to four decimals below one unit: "2.29 USD", "0.0125 USD".
std::string format_money(const Money& amount);

}  // namespace muster
