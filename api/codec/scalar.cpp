#include "api/codec/scalar.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// 2^63; every double below it and not below its negative fits.
constexpr double integer_end = 9223372036854775808.0;
/// The year 2100 in seconds; larger numbers are taken for milliseconds.
constexpr std::int64_t unix_seconds_max = 4'102'444'800;

std::optional<std::int64_t> whole(double value) {
  if (!(value >= -integer_end && value < integer_end)) return std::nullopt;
  const auto integer = static_cast<std::int64_t>(value);
  if (static_cast<double>(integer) != value) return std::nullopt;
  return integer;
}

template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> nanos_of(double value) {
  const double nanos = std::round(value * 1e9);
  return whole(nanos);
}

/// Exact for "-12.345"; other notations go through a double.
std::optional<std::int64_t> nanos_of(std::string_view text) {
  constexpr std::int64_t nano = 1'000'000'000;
  const bool negative = text.starts_with('-');
  std::string_view digits = negative ? text.substr(1) : text;
  const auto dot = digits.find('.');
  const auto fraction = dot == std::string_view::npos ? std::string_view() : digits.substr(dot + 1);
  const auto units = parse_number<std::uint32_t>(digits.substr(0, dot));
  if (!units || fraction.size() > 9 ||
      fraction.find_first_not_of("0123456789") != std::string_view::npos) {
    const auto value = parse_number<double>(text);
    return value ? nanos_of(*value) : std::nullopt;
  }
  std::int64_t nanos = 0;
  for (std::size_t i = 0; i < 9; ++i)
    nanos = nanos * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  nanos += std::int64_t{*units} * nano;
  return negative ? -nanos : nanos;
}

}  // namespace

std::optional<std::string> read_text(const nlohmann::json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>();
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const nlohmann::json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) return whole(value.get<double>());
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.get_ref<const std::string&>();
  if (auto integer = parse_number<std::int64_t>(text)) return integer;
  const auto number = parse_number<double>(text);
  return number ? whole(*number) : std::nullopt;
}

std::optional<bool> read_flag(const nlohmann::json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
  }
  const auto number = read_integer(value);
  if (number == 0) return false;
  if (number == 1) return true;
  return std::nullopt;
}

std::optional<Timestamp> read_timestamp(const nlohmann::json& value) {
  if (value.is_string()) return parse_timestamp(value.get_ref<const std::string&>());
  const auto number = read_integer(value);
  if (!number || *number < 0 || *number > unix_seconds_max * 1000) return std::nullopt;
  return Timestamp(Duration(*number > unix_seconds_max ? *number : *number * 1000));
}

std::optional<std::int64_t> read_nanos(const nlohmann::json& value) {
  if (value.is_string()) return nanos_of(std::string_view(value.get_ref<const std::string&>()));
  if (!value.is_number()) return std::nullopt;
  // The shortest text of a number is what the server wrote, without the noise of binary fractions.
  return nanos_of(std::string_view(value.dump()));
}

}  // namespace muster::api
