#include "controller/schedule/zone_rule.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;

struct Reader {
  std::string_view rest;

  bool literal(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool at_digit() const { return !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; }
  std::optional<int> number(int max) {
    if (!at_digit()) return std::nullopt;
    int value = 0;
    for (; at_digit(); rest.remove_prefix(1)) {
      value = value * 10 + (rest.front() - '0');
      if (value > max) return std::nullopt;
    }
    return value;
  }
  /// "CET" or "<+0330>".
  std::optional<std::string> name() {
    const bool bracketed = literal('<');
    std::size_t length = 0;
    while (length < rest.size() &&
           (bracketed ? rest[length] != '>'
                      : std::isalpha(static_cast<unsigned char>(rest[length])) != 0))
      ++length;
    std::string text(rest.substr(0, length));
    rest.remove_prefix(length);
    if (text.empty() || (bracketed && !literal('>'))) return std::nullopt;
    return text;
  }
  /// "-3:30", up to a week.
  std::optional<seconds> time() {
    const bool minus = literal('-');
    if (!minus) literal('+');
    const auto h = number(167);
    if (!h) return std::nullopt;
    seconds total = std::chrono::hours(*h);
    for (const seconds unit : {seconds(60), seconds(1)}) {
      if (!literal(':')) break;
      const auto value = number(59);
      if (!value) return std::nullopt;
      total += *value * unit;
    }
    return minus ? -total : total;
  }
  /// ",M3.5.0/2"
  std::optional<YearlyChange> change();
};

std::optional<YearlyChange> Reader::change() {
  YearlyChange made;
  if (!literal(',')) return std::nullopt;
  if (literal('M')) {
    const auto month = number(12);
    const auto week = month && literal('.') ? number(5) : std::nullopt;
    const auto weekday = week && literal('.') ? number(6) : std::nullopt;
    if (!weekday || *month == 0 || *week == 0) return std::nullopt;
    made.month = static_cast<unsigned>(*month);
    made.week = static_cast<unsigned>(*week);
    made.weekday = static_cast<unsigned>(*weekday);
  } else {
    made.form =
        literal('J') ? YearlyChange::Form::day_without_leap : YearlyChange::Form::day_with_leap;
    const auto day = number(365);
    if (!day) return std::nullopt;
    made.day = *day;
  }
  made.time = std::chrono::hours(2);
  if (!literal('/')) return made;
  const auto at = time();
  if (!at) return std::nullopt;
  made.time = *at;
  return made;
}

sys_days day_of(const YearlyChange& change, year y) {
  using std::chrono::January;
  const sys_days new_year{y / January / 1};
  switch (change.form) {
    case YearlyChange::Form::day_with_leap:
      return new_year + days(change.day);
    case YearlyChange::Form::day_without_leap:
      return new_year + days(change.day - (y.is_leap() && change.day >= 60 ? 0 : 1));
    case YearlyChange::Form::weekday_of_month:
      break;
  }
  const std::chrono::month month(change.month);
  const std::chrono::weekday weekday(change.weekday);
  if (change.week == 5) return sys_days{y / month / weekday[std::chrono::last]};
  return sys_days{y / month / weekday[change.week]};
}

}  // namespace

ZonePeriod ZoneRule::period_at(sys_seconds instant) const {
  const year now = std::chrono::year_month_day(std::chrono::floor<days>(instant)).year();
  std::array<std::pair<sys_seconds, bool>, 6> changes;  // and whether summer begins
  std::size_t count = 0;
  for (int i = -1; i <= 1; ++i) {
    const year y = now + std::chrono::years(i);
    changes[count++] = {day_of(to_summer, y) + to_summer.time - standard_offset, true};
    changes[count++] = {day_of(to_standard, y) + to_standard.time - summer_offset, false};
  }
  std::ranges::sort(changes);
  const auto next =
      std::ranges::upper_bound(changes, instant, {}, &std::pair<sys_seconds, bool>::first);
  const auto [begin, summer] = *std::prev(next);
  return {begin, next->first, summer ? summer_offset : standard_offset,
          summer ? summer_name : standard_name};
}

std::optional<ZoneRule> parse_zone_rule(std::string_view text) {
  Reader in{text};
  ZoneRule rule;
  const auto standard = in.name();
  // West is positive in this syntax.
  const auto standard_offset = standard ? in.time() : std::nullopt;
  const auto summer = standard_offset ? in.name() : std::nullopt;
  if (!summer) return std::nullopt;
  rule.standard_name = *standard;
  rule.summer_name = *summer;
  rule.standard_offset = -*standard_offset;
  rule.summer_offset = rule.standard_offset + std::chrono::hours(1);
  if (!in.rest.starts_with(',')) {
    const auto offset = in.time();
    if (!offset) return std::nullopt;
    rule.summer_offset = -*offset;
  }
  const auto to_summer = in.change();
  const auto to_standard = to_summer ? in.change() : std::nullopt;
  if (!to_standard || !in.rest.empty()) return std::nullopt;
  rule.to_summer = *to_summer;
  rule.to_standard = *to_standard;
  return rule;
}

}  // namespace muster
