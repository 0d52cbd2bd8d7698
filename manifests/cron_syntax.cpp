#include "manifests/cron_syntax.hpp"

#include "manifests/source_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t length_max = 200;
constexpr std::string_view months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::string_view macros[] = {"@hourly",  "@daily",  "@midnight", "@weekly",
                                       "@monthly", "@yearly", "@annually"};

struct CronField {
  std::string_view name;
  int min;
  int max;
  std::span<const std::string_view> words;  // the first stands for `first_word`
  int first_word;
};
constexpr std::array<CronField, 5> cron_fields = {{{"minute", 0, 59, {}, 0},
                                                   {"hour", 0, 23, {}, 0},
                                                   {"day of month", 1, 31, {}, 0},
                                                   {"month", 1, 12, months, 1},
                                                   {"day of week", 0, 7, weekdays, 0}}};

std::string lower(std::string_view text) {
  std::string made(text);
  std::ranges::transform(made, made.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return made;
}

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

/// `*`, `3`, `mon-fri`, `L`, each but the last with `/step`.
bool is_part(std::string_view part, const CronField& field) {
  if (part == "L") return field.name == "day of month";
  const auto slash = part.find('/');
  const auto range = part.substr(0, slash);
  if (slash != std::string_view::npos) {
    const auto step = number(part.substr(slash + 1));
    if (!step || *step < 1 || *step > field.max) return false;
  }
  if (range == "*") return true;
  const auto dash = range.find('-');
  const auto first = value_of(range.substr(0, dash), field);
  if (dash == std::string_view::npos) return first.has_value();
  const auto last = value_of(range.substr(dash + 1), field);
  return first && last && *first <= *last;
}

std::string field_problem(std::string_view text, const CronField& field) {
  for (const auto part : split(text, ","))
    if (!is_part(part, field))
      return quoted(part) + " has no place in the " + std::string(field.name) +
             " field of a cron expression (" + std::to_string(field.min) + "-" +
             std::to_string(field.max) + ")";
  return {};
}

}  // namespace

std::string cron_problem(std::string_view text) {
  if (text.starts_with('@')) {
    if (std::ranges::find(macros, text) != std::end(macros)) return {};
    return quoted(text) + " is not one of @hourly, @daily, @weekly, @monthly, @yearly";
  }
  if (text.size() > length_max) return "the cron expression is too long";
  auto parts = split(text, " \t");
  std::erase(parts, std::string_view());
  if (parts.size() != cron_fields.size())
    return quoted(text) +
           " is not a cron expression: expected five fields (minute, hour, day of "
           "month, month, day of week), found " +
           std::to_string(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (auto problem = field_problem(parts[i], cron_fields[i]); !problem.empty()) return problem;
  return {};
}

}  // namespace muster
