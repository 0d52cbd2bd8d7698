#include "controller/schedule/calendar.hpp"
#include "controller/simulate/views.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace muster {
namespace {

constexpr std::size_t names_shown = 6;

std::string local(const Simulated& told, Timestamp instant) {
  return format_wall_time(wall_time(told.zone, instant));
}
std::string day_of(const Simulated& told, Timestamp instant) {
  return local(told, instant).substr(0, 10);
}
std::string clock_of(const Simulated& told, Timestamp instant) {
  return local(told, instant).substr(11, 5);
}

std::string weekday_of(std::chrono::local_days date) {
  constexpr std::array<const char*, 7> names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return names.at(std::chrono::weekday(date).c_encoding());
}

std::string padded(const std::string& text, std::size_t width) {
  return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}
std::string right_aligned(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string times(std::size_t count) {
  return count == 1 ? "" : " (" + std::to_string(count) + " times)";
}

/// Eighths of a block, so that small differences show.
std::string bar(const Money& cost, const Money& most) {
  constexpr std::int64_t blocks = 24;
  constexpr std::array<const char*, 8> parts = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (most.nanos <= 0 || cost.nanos <= 0) return "";
  const auto eighths = static_cast<std::int64_t>(cost.nanos * blocks * 8 / most.nanos);
  std::string text;
  for (std::int64_t i = 0; i < eighths / 8; ++i) text += "█";
  return text + parts.at(static_cast<std::size_t>(eighths % 8));
}

/// What happens to several things at one time, on one line.
struct Line {
  std::vector<std::string> names;
  Duration took{0};
};

std::string worded(const Line& line) {
  std::string text;
  for (std::size_t i = 0; i < std::min(line.names.size(), names_shown); ++i)
    text += (text.empty() ? "" : ", ") + line.names[i];
  if (line.names.size() > names_shown)
    text += " and " + std::to_string(line.names.size() - names_shown) + " more";
  const auto took = std::chrono::ceil<std::chrono::minutes>(line.took);
  return took.count() == 0 ? text : text + " (" + format_duration(took) + ")";
}

std::string events_of(const Simulated& told, const SimulatedDay& day) {
  constexpr std::size_t verb_width = 10;
  // By time, verb, and what is said: that stands alone.
  std::map<std::tuple<std::string, std::string, std::string>, Line> lines;
  for (const auto& event : day.events) {
    const bool is_step = event.took > Duration(0);
    const std::string said = is_step ? "" : to_string(event.key) + ": " + event.detail;
    const auto& name = event.key.name;
    auto& line = lines[{clock_of(told, std::max(event.at, told.from)), event.what, said}];
    line.names.push_back(!is_step ? said : event.detail.empty() ? name : name + " " + event.detail);
    line.took = std::max(line.took, event.took);
  }
  std::string text;
  for (const auto& [place, line] : lines)
    text += "    " + std::get<0>(place) + "  " + padded(std::get<1>(place), verb_width) + "  " +
            worded(line) + "\n";
  return text;
}

std::string calendar(const Simulated& told) {
  Money most = told.cost - told.cost;
  std::size_t width = 0;
  for (const auto& day : told.days) {
    most = std::max(most, day.cost);
    width = std::max(width, format_money(day.cost).size());
  }
  std::string text;
  for (const auto& day : told.days) {
    text += weekday_of(day.date) + " " + day_of(told, day.begin) + "  " +
            right_aligned(format_money(day.cost), width) + "  " + bar(day.cost, most) + "\n";
    text += events_of(told, day);
  }
  return text;
}

std::string money(const Simulated& told) {
  const auto days = static_cast<std::int64_t>(told.days.size());
  std::string text = "Cost: " + format_money(told.cost);
  if (days > 1) text += ", " + format_money(told.cost / days) + " a day";
  text += ".\n";
  if (!told.credit) return text;
  text += "Credit: " + format_money(*told.credit) + ", of which ";
  if (told.credit_ends)
    return text + "nothing is left on " + local(told, *told.credit_ends) + ".\n";
  return text + format_money(*told.credit - told.cost) + " are left on " + local(told, told.to) +
         ".\n";
}

std::string problems(const Simulated& told) {
  if (told.problems.empty()) return "Nothing collides and nothing is missed.\n";
  std::string text = "Problems:\n";
  for (const auto& problem : told.problems) {
    const std::string whose = problem.key.name.empty() ? "" : to_string(problem.key) + ": ";
    text += "  " + local(told, problem.first) + "  " + whose + problem.message +
            times(problem.times) + "\n";
  }
  return text;
}

}  // namespace

std::string simulated_text(const Simulated& told) {
  std::string text = calendar(told) + "\n" + money(told) + problems(told);
  for (const auto& assumption : told.assumptions) text += "Assumed: " + assumption + ".\n";
  return text;
}

}  // namespace muster
