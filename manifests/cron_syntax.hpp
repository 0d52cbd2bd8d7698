#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace muster {

/// What a cron expression says, as sets of the values that its fields allow: bit n stands for n.
struct Cron {
  std::uint64_t minutes = 0;
  std::uint32_t hours = 0;
  std::uint32_t days = 0;  // of the month, 1 to 31
  bool last_day = false;   // of the month
  std::uint32_t months = 0;
  std::uint32_t weekdays = 0;  // 0 is Sunday
  /// By day of the week: bit n is the n-th of the month, bit 0 the last one.
  std::array<std::uint8_t, 7> nth_weekdays{};
  /// The field has a `*`: then both day fields have to match, and otherwise either of them.
  bool any_day = false;
  bool any_weekday = false;
  /// The hour field has a `*` or a step: the job goes by what the clock shows, whatever is done to
  /// the clock. Any other job is due at times of day, each once.
  bool goes_by_the_clock = false;
  bool operator==(const Cron&) const = default;
};

/// Five fields (minute, hour, day of month, month, day of week) of `*`, numbers, names, lists,
/// ranges and steps; `L` is the last day of a month, `friL` its last Friday and `fri#2` its second
/// one; 7 is Sunday. @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually stand for
/// whole ones. The error says why the text is none.
std::expected<Cron, std::string> parse_cron(std::string_view text);

/// Why the text is not a cron expression, or empty.
std::string cron_problem(std::string_view text);

}  // namespace muster
