#include "manifests/cron_syntax.hpp"

#include "manifests/source_text.hpp"
#include "model/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t length_max = 200;
constexpr std::string_view months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::pair<std::string_view, std::string_view> macros[] = {
    {"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
    {"@weekly", "0 0 * * 0"},  {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"},
    {"@annually", "0 0 1 1 *"}};

enum FieldIndex : std::size_t { minute, hour, day_of_month, month, day_of_week };

struct CronField {
  FieldIndex index;
  std::string_view name;
  int min;
  int max;                                  // that may be written
  int last;                                 // that `*` goes up to
  std::span<const std::string_view> words;  // the first stands for `first_word`
  int first_word;
};
constexpr std::array<CronField, 5> cron_fields = {
    {{minute, "minute", 0, 59, 59, {}, 0},
     {hour, "hour", 0, 23, 23, {}, 0},
     {day_of_month, "day of month", 1, 31, 31, {}, 0},
     {month, "month", 1, 12, 12, months, 1},
     {day_of_week, "day of week", 0, 7, 6, weekdays, 0}}};

/// What one field allows.
struct FieldSet {
  std::uint64_t values = 0;
  bool any = false;    // it has a `*`
  bool steps = false;  // it has a step
  bool last_day = false;
  std::array<std::uint8_t, 7> nth_weekdays{};
};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<int> value_of(std::string_view text, const CronField& field) {
  for (std::size_t i = 0; i < field.words.size(); ++i)
    if (lower(text) == field.words[i]) return field.first_word + static_cast<int>(i);
  const auto value = number(text);
  if (!value || *value < field.min || *value > field.max) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

struct Range {
  int first;
  int last;
};

/// `*`, `3`, `mon-fri`. Without an end it is one value, or with a step all from there on.
std::optional<Range> range_of(std::string_view text, const CronField& field, bool has_step) {
  if (text == "*") return Range{field.min, field.last};
  const auto dash = text.find('-');
  const auto first = value_of(text.substr(0, dash), field);
  if (!first) return std::nullopt;
  if (dash == std::string_view::npos)
    return Range{*first, has_step ? std::max(*first, field.last) : *first};
  auto last = value_of(text.substr(dash + 1), field);
  if (last == 0 && field.index == day_of_week) last = 7;  // sat-sun
  if (!last || *first > *last) return std::nullopt;
  return Range{*first, *last};
}

/// `friL`, `fri#2`.
bool add_nth_weekday(std::string_view part, const CronField& field, FieldSet& set) {
  const auto hash = part.find('#');
  const bool last = hash == std::string_view::npos && part.size() > 1 && part.ends_with('L');
  if (hash == std::string_view::npos && !last) return false;
  const auto weekday = value_of(part.substr(0, last ? part.size() - 1 : hash), field);
  const auto nth = last ? 0 : number(part.substr(hash + 1)).value_or(-1);
  if (!weekday || nth > 5 || (nth < 1 && !last)) return false;
  auto& bits = set.nth_weekdays[static_cast<std::size_t>(*weekday % 7)];
  bits = static_cast<std::uint8_t>(bits | 1U << nth);
  return true;
}

/// `*`, `3`, `mon-fri`, each with `/step` or without, `L`, `friL`, `fri#2`.
bool add_part(std::string_view part, const CronField& field, FieldSet& set) {
  if (part == "L" && field.index == day_of_month) return set.last_day = true;
  if (field.index == day_of_week && add_nth_weekday(part, field, set)) return true;
  const auto slash = part.find('/');
  const bool has_step = slash != std::string_view::npos;
  const auto step = has_step ? number(part.substr(slash + 1)) : 1;
  if (!step || *step < 1 || *step > field.max) return false;
  const auto range = range_of(part.substr(0, slash), field, has_step);
  if (!range) return false;
  for (int value = range->first; value <= range->last; value += *step)
    set.values |= std::uint64_t{1} << (field.index == day_of_week ? value % 7 : value);
  set.any |= part.starts_with('*');
  set.steps |= has_step;
  return true;
}

std::expected<FieldSet, std::string> parse_field(std::string_view text, const CronField& field) {
  FieldSet set;
  for (const auto part : split(text, ","))
    if (!add_part(part, field, set))
      return std::unexpected(in_quotes(part) + " has no place in the " + std::string(field.name) +
                             " field of a cron expression (" + std::to_string(field.min) + "-" +
                             std::to_string(field.max) + ")");
  return set;
}

std::uint32_t low_bits(const FieldSet& set) {
  return static_cast<std::uint32_t>(set.values);
}

}  // namespace

std::expected<Cron, std::string> parse_cron(std::string_view text) {
  if (text.starts_with('@')) {
    const auto macro = std::ranges::find(macros, text, [](const auto& pair) { return pair.first; });
    if (macro != std::end(macros)) return parse_cron(macro->second);
    return std::unexpected(in_quotes(text) +
                           " is not one of @hourly, @daily, @weekly, @monthly, @yearly");
  }
  if (text.size() > length_max) return std::unexpected("the cron expression is too long");
  auto parts = split(text, " \t");
  std::erase(parts, std::string_view());
  if (parts.size() != cron_fields.size())
    return std::unexpected(in_quotes(text) +
                           " is not a cron expression: expected five fields (minute, hour, day of "
                           "month, month, day of week), found " +
                           std::to_string(parts.size()));
  std::array<FieldSet, cron_fields.size()> sets;
  for (const auto& field : cron_fields) {
    auto set = parse_field(parts[field.index], field);
    if (!set) return std::unexpected(std::move(set).error());
    sets[field.index] = *set;
  }
  return Cron{.minutes = sets[minute].values,
              .hours = low_bits(sets[hour]),
              .days = low_bits(sets[day_of_month]),
              .last_day = sets[day_of_month].last_day,
              .months = low_bits(sets[month]),
              .weekdays = low_bits(sets[day_of_week]),
              .nth_weekdays = sets[day_of_week].nth_weekdays,
              .any_day = sets[day_of_month].any,
              .any_weekday = sets[day_of_week].any,
              .goes_by_the_clock = sets[hour].any || sets[hour].steps};
}

std::string cron_problem(std::string_view text) {
  const auto cron = parse_cron(text);
  return cron ? std::string() : cron.error();
}

}  // namespace muster
