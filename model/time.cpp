#include "model/time.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration duration_max = days(3653);
constexpr std::array<std::pair<std::string_view, Duration>, 5> units = {
    {{"d", days(1)}, {"h", hours(1)}, {"m", minutes(1)}, {"s", seconds(1)}, {"ms", Duration(1)}}};

struct Reader {
  std::string_view rest;

  bool literal(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(std::size_t count) {
    int value = 0;
    if (rest.size() < count) return std::nullopt;
    for (char c : rest.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest.remove_prefix(count);
    return value;
  }
};

std::string padded(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::optional<Duration> read_fraction(Reader& in) {
  if (!in.literal('.')) return Duration(0);
  int value = 0;
  std::size_t count = 0;
  while (auto digit = in.digits(1)) {
    if (count < 3) value = value * 10 + *digit;
    ++count;
  }
  if (count == 0) return std::nullopt;
  for (; count < 3; ++count) value *= 10;
  return Duration(value);
}

/// "", "Z" or "+hh:mm": what has to be taken off to reach UTC.
std::optional<Duration> read_zone(Reader& in) {
  if (in.rest.empty()) return Duration(0);
  if (in.literal('Z') || in.literal('z'))
    return in.rest.empty() ? std::optional(Duration(0)) : std::nullopt;
  const bool east = in.literal('+');
  if (!east && !in.literal('-')) return std::nullopt;
  const auto hour = in.digits(2);
  in.literal(':');
  const auto minute = in.digits(2);
  if (!hour || !minute || !in.rest.empty()) return std::nullopt;
  const Duration offset = hours(*hour) + minutes(*minute);
  return east ? offset : -offset;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Duration total{0};
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto letters = std::min(text.find_first_of("0123456789"), text.size());
    const auto unit_name = text.substr(0, letters);
    std::optional<Duration> unit;
    for (const auto& [name, length] : units)
      if (name == unit_name) unit = length;
    if (!unit || number > duration_max / *unit) return std::nullopt;
    total += number * *unit;
    if (total > duration_max) return std::nullopt;
    text.remove_prefix(letters);
  }
  return total;
}

std::string format_duration(Duration duration) {
  if (duration.count() == 0) return "0s";
  std::string text = duration.count() < 0 ? "-" : "";
  if (duration.count() < 0) duration = -duration;
  for (const auto& [name, length] : units) {
    const auto count = duration / length;
    if (count == 0) continue;
    text += std::to_string(count);
    text += name;
    duration -= count * length;
  }
  return text;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  using namespace std::chrono;
  Reader in{text};
  const auto y = in.digits(4);
  if (!y || !in.literal('-')) return std::nullopt;
  const auto m = in.digits(2);
  if (!m || !in.literal('-')) return std::nullopt;
  const auto d = in.digits(2);
  if (!d || !(in.literal('T') || in.literal('t') || in.literal(' '))) return std::nullopt;
  const auto hour = in.digits(2);
  if (!hour || !in.literal(':')) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || !in.literal(':')) return std::nullopt;
  const auto second = in.digits(2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const auto fraction = read_fraction(in);
  if (!fraction) return std::nullopt;
  const auto zone = read_zone(in);
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d))};
  if (!zone || !date.ok()) return std::nullopt;
  return Timestamp(sys_days(date)) + hours(*hour) + minutes(*minute) + seconds(*second) +
         *fraction - *zone;
}

std::string format_timestamp(Timestamp instant) {
  using namespace std::chrono;
  const auto midnight = floor<days>(instant);
  const year_month_day date{midnight};
  const auto since = instant - midnight;
  const auto h = floor<hours>(since);
  const auto m = floor<minutes>(since - h);
  const auto s = floor<seconds>(since - h - m);
  const auto ms = (since - h - m - s).count();
  std::string text = padded(int(date.year()), 4) + "-" + padded(unsigned(date.month()), 2) + "-" +
                     padded(unsigned(date.day()), 2) + "T" + padded(h.count(), 2) + ":" +
                     padded(m.count(), 2) + ":" + padded(s.count(), 2);
  if (ms != 0) text += "." + padded(ms, 3);
  return text + "Z";
}

}  // namespace muster
