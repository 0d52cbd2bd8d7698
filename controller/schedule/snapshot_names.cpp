#include "controller/schedule/snapshot_names.hpp"

#include "model/assert.hpp"
#include "model/digest.hpp"
#include "model/key.hpp"

namespace muster {
namespace {

constexpr std::size_t stamp_length = std::string_view("20260115T030000Z").size();
constexpr std::size_t prefix_max = name_length_max - stamp_length;
constexpr std::size_t digits = 8;

std::string digested(const std::string& plain, const std::string& schedule,
                     const std::string& machine) {
  // No name has a slash: different pairs have different digests.
  const auto digest = sha256_hex(schedule + "/" + machine).substr(0, digits);
  return plain.substr(0, std::min(plain.size(), prefix_max - digits - 1)) + digest + "-";
}

}  // namespace

SnapshotNames::SnapshotNames(const std::set<std::pair<std::string, std::string>>& pairs) {
  std::map<std::string, int> uses;  // "a-b" and "c" read like "a" and "b-c"
  for (const auto& [schedule, machine] : pairs) ++uses[schedule + "-" + machine + "-"];
  for (const auto& pair : pairs) {
    const auto plain = pair.first + "-" + pair.second + "-";
    const bool fits = plain.size() <= prefix_max && uses[plain] == 1;
    prefixes_[pair] = fits ? plain : digested(plain, pair.first, pair.second);
  }
}

const std::string& SnapshotNames::prefix(const std::string& schedule,
                                         const std::string& machine) const {
  const auto found = prefixes_.find({schedule, machine});
  MUSTER_ASSERT(found != prefixes_.end(), "names are asked for pairs that were announced");
  return found->second;
}

std::string SnapshotNames::stamp(Timestamp run) {
  std::string text;
  for (const char c : format_timestamp(std::chrono::floor<std::chrono::seconds>(run)))
    if (c != '-' && c != ':') text += c;
  return text;
}

std::optional<Timestamp> SnapshotNames::run_in(std::string_view name) {
  if (name.size() <= stamp_length) return std::nullopt;
  const std::string text(name.substr(name.size() - stamp_length));
  if (text[8] != 'T' || !text.ends_with('Z')) return std::nullopt;
  return parse_timestamp(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 5) +
                         ":" + text.substr(11, 2) + ":" + text.substr(13));
}

}  // namespace muster
