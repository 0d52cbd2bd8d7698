#include "controller/schedule/time_zones.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <date/tz.h>

namespace muster {
namespace {

constexpr std::streamsize zone_file_bytes_max = 1 << 20;

const date::time_zone* locate(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find("..") != std::string_view::npos)
    return nullptr;
  try {
    const auto* zone = date::locate_zone(std::string(name));
    // Only now is its file read, and an unreadable one refused.
    static_cast<void>(zone->get_info(date::sys_seconds()));
    return zone;
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

/// The last line of the zone's file. The library reads only the list of changes before it, which
/// ends in 2037, or in 2007 where the list is kept short.
std::string rule_text(std::string_view name) {
  std::ifstream file("/usr/share/zoneinfo/" + std::string(name), std::ios::binary | std::ios::ate);
  if (!file || file.tellg() > zone_file_bytes_max) return {};
  file.seekg(0);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!bytes.starts_with("TZif") || !bytes.ends_with('\n')) return {};
  const auto start = bytes.rfind('\n', bytes.size() - 2);
  if (start == std::string::npos) return {};
  return bytes.substr(start + 1, bytes.size() - start - 2);
}

}  // namespace

bool is_known_time_zone(std::string_view name) {
  return locate(name) != nullptr;
}

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  const auto* located = locate(name);
  if (located == nullptr) return std::nullopt;
  TimeZone zone(located);
  zone.rule_ = parse_zone_rule(rule_text(name));
  return zone;
}

ZonePeriod TimeZone::period_at(Timestamp instant) const {
  const auto second = std::clamp(std::chrono::floor<std::chrono::seconds>(instant),
                                 earliest_instant, latest_instant - std::chrono::seconds(1));
  const auto info = static_cast<const date::time_zone*>(zone_)->get_info(second);
  ZonePeriod period{info.begin, info.end, info.offset, info.abbrev};
  if (rule_ && info.end > latest_instant) period = rule_->period_at(second);
  period.begin = std::max({period.begin, info.begin, earliest_instant});
  period.end = std::min({period.end, info.end, latest_instant});
  return period;
}

}  // namespace muster
