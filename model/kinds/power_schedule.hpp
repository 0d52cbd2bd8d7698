#pragma once

#include "model/kinds/selector.hpp"

#include <cstdint>
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
  std::optional<std::int64_t> min_stock;
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
    field(
        &PowerScheduleSpec::min_stock, "minStock", Change::ours,
        "A machine is not hibernated while fewer GPUs of its model than this are left, as it might "
        "not come back.",
        at_least(0)),
};

}  // namespace muster
