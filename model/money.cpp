#include "model/money.hpp"

#include "model/ascii.hpp"
#include "model/assert.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::size_t decimals_max = 9;
constexpr std::size_t whole_digits_max = 18;

constexpr Nanos power_of_ten(std::size_t exponent) {
  Nanos power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

Nanos divide_rounded(Nanos value, Nanos by) {
  const Nanos half = by / 2;
  return (value < 0 ? value - half : value + half) / by;
}

std::string digits_of(Nanos value) {
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value > 0);
  std::ranges::reverse(digits);
  return digits;
}

/// With so many decimals, of which none is lost.
std::string format(Nanos nanos, std::size_t decimals) {
  const bool negative = nanos < 0;
  std::string digits =
      digits_of((negative ? -nanos : nanos) / power_of_ten(decimals_max - decimals));
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  digits.insert(digits.size() - decimals, ".");
  return (negative ? "-" : "") + digits;
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

}  // namespace

Money operator+(Money left, Money right) {
  MUSTER_ASSERT(left.currency == right.currency, "amounts of two currencies");
  return {left.nanos + right.nanos, left.currency};
}

Money operator-(Money left, Money right) {
  MUSTER_ASSERT(left.currency == right.currency, "amounts of two currencies");
  return {left.nanos - right.nanos, left.currency};
}

Money operator*(Money amount, std::int64_t times) {
  return {amount.nanos * times, amount.currency};
}

Money operator/(Money amount, std::int64_t parts) {
  MUSTER_ASSERT(parts > 0, "divided by nothing");
  return {divide_rounded(amount.nanos, parts), amount.currency};
}

std::strong_ordering operator<=>(const Money& left, const Money& right) {
  MUSTER_ASSERT(left.currency == right.currency, "amounts of two currencies");
  return left.nanos <=> right.nanos;
}

std::optional<Money> parse_money(std::string_view text, Currency currency) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto dot = std::min(text.find('.'), text.size());
  const auto whole = text.substr(0, dot);
  const auto fraction = dot < text.size() ? text.substr(dot + 1) : std::string_view();
  const bool has_fraction = dot < text.size();
  if (whole.empty() || whole.size() > whole_digits_max || !all_digits(whole)) return std::nullopt;
  if (has_fraction && (fraction.empty() || fraction.size() > decimals_max || !all_digits(fraction)))
    return std::nullopt;
  Nanos nanos = 0;
  for (const char digit : whole) nanos = nanos * 10 + (digit - '0');
  for (std::size_t i = 0; i < decimals_max; ++i)
    nanos = nanos * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return Money{negative ? -nanos : nanos, currency};
}

std::string format_exact(const Money& amount) {
  std::string text = format(amount.nanos, decimals_max);
  const auto shortest = text.size() - (decimals_max - 2);
  while (text.size() > shortest && text.ends_with('0')) text.pop_back();
  return text;
}

std::string format_money(const Money& amount) {
  const Nanos size = amount.nanos < 0 ? -amount.nanos : amount.nanos;
  const bool has_fine_print = size < nanos_per_unit && size % power_of_ten(7) != 0;
  const std::size_t decimals = has_fine_print ? 4 : 2;
  const Nanos unit = power_of_ten(decimals_max - decimals);
  const Nanos rounded = divide_rounded(amount.nanos, unit) * unit;
  return format(rounded, decimals) + " " + std::string(to_string(amount.currency));
}

}  // namespace muster
