#pragma once

#include <string_view>

namespace muster {

/// An IANA name that this machine's zoneinfo knows: "Europe/Oslo", "UTC".
bool is_known_time_zone(std::string_view name);

}  // namespace muster
