#include "controller/schedule/time_zones.hpp"

#include <stdexcept>
#include <string>

#include <date/tz.h>

namespace muster {

bool is_known_time_zone(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find("..") != std::string_view::npos)
    return false;
  try {
    return date::locate_zone(std::string(name)) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace muster
