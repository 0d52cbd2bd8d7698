#pragma once

#include <string>
#include <string_view>

namespace muster {

/// Why the text is not a cron expression, or empty: five fields (minute, hour, day of month, month,
/// day of week) of `*`, numbers, names, lists, ranges and steps; `L` is the last day of a month;
/// @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually stand for whole ones.
std::string cron_problem(std::string_view text);

}  // namespace muster
