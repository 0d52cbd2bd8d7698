#include "api/errors.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace muster::api {
namespace {

constexpr Duration retry_after_max = std::chrono::days(1);

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Timestamp> parse_http_date(std::string_view text) {
  constexpr std::size_t length = 29;
  constexpr auto months = std::to_array<std::string_view>(
      {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});
  if (text.size() != length || !text.ends_with(" GMT")) return std::nullopt;
  const auto* month = std::ranges::find(months, text.substr(8, 3));
  const auto day = number(text.substr(5, 2));
  const auto year = number(text.substr(12, 4));
  const auto hour = number(text.substr(17, 2));
  const auto minute = number(text.substr(20, 2));
  const auto second = number(text.substr(23, 2));
  if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(*year),
      std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

std::optional<Duration> parse_retry_after(const net::Headers& headers, Timestamp now) {
  const auto value = net::find_header(headers, "Retry-After");
  if (!value) return std::nullopt;
  if (!value->empty() && value->find_first_not_of("0123456789") == std::string_view::npos) {
    const auto seconds = number(*value);  // too many digits for an int: as long as possible
    return seconds ? std::min<Duration>(std::chrono::seconds(*seconds), retry_after_max)
                   : retry_after_max;
  }
  const auto date = parse_http_date(*value);
  if (!date) return std::nullopt;
  return std::clamp<Duration>(*date - now, Duration::zero(), retry_after_max);
}

}  // namespace muster::api
