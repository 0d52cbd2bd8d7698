#pragma once

#include "model/kinds/selector.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

struct PowerScheduleSpec {
  VirtualMachineSelector virtual_machines;
  std::string hibernate;
  std::string restore;
  std::optional<std::string> time_zone;
  std::vector<std::string> except;
  bool operator==(const PowerScheduleSpec&) const = default;
};
template <>
inline constexpr auto fields<PowerScheduleSpec> = std::tuple{
    field(&PowerScheduleSpec::virtual_machines, "virtualMachines", Change::ours,
          "What sleeps and wakes.", required),
    field(&PowerScheduleSpec::hibernate, "hibernate", Change::ours,
          "When to hibernate, as a cron expression.", required, Format::cron),
    field(&PowerScheduleSpec::restore, "restore", Change::ours,
          "When to restore, as a cron expression.", required, Format::cron),
    field(&PowerScheduleSpec::time_zone, "timeZone", Change::ours, "IANA name such as Europe/Oslo.",
          by_default("UTC"), Format::time_zone),
    field(&PowerScheduleSpec::except, "except", Change::ours,
          "Dates (YYYY-MM-DD) on which nothing is hibernated or restored.", unordered,
          Format::date),
};

}  // namespace muster
