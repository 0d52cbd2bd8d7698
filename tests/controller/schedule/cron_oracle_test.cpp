// Every change of the clocks of every zone from 2000 to 2040, walked minute by minute with what the
// C library says the clocks show.

#include "controller/schedule/cron.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr auto first_instant = std::chrono::sys_days{std::chrono::year(2000) / 1 / 1};
constexpr auto last_instant = std::chrono::sys_days{std::chrono::year(2041) / 1 / 1};

/// Sets the zone of the C library while it lives.
class CLibraryZone {
 public:
  explicit CLibraryZone(const std::string& name) {
    setenv("TZ", (":" + name).c_str(), 1);
    tzset();
  }
  ~CLibraryZone() {
    unsetenv("TZ");
    tzset();
  }
  CLibraryZone(const CLibraryZone&) = delete;
  CLibraryZone& operator=(const CLibraryZone&) = delete;

  static std::tm shown(sys_seconds instant) {
    const std::time_t time = instant.time_since_epoch().count();
    std::tm fields{};
    localtime_r(&time, &fields);
    return fields;
  }
};

/// What is due at a local time, said without a cron expression.
struct Job {
  const char* text;
  bool by_the_clock;
  std::function<bool(const std::tm&)> matches;
};

bool at(const std::tm& t, int hour, int minute) {
  return t.tm_hour == hour && t.tm_min == minute;
}

const std::vector<Job>& jobs() {
  static const std::vector<Job> all = {
      {"30 2 * * *", false, [](const std::tm& t) { return at(t, 2, 30); }},
      {"0 0 * * *", false, [](const std::tm& t) { return at(t, 0, 0); }},
      {"0 3 * * *", false, [](const std::tm& t) { return at(t, 3, 0); }},
      {"15 1,23 * * *", false, [](const std::tm& t) { return at(t, 1, 15) || at(t, 23, 15); }},
      {"*/20 0-3 * * *", false,
       [](const std::tm& t) { return t.tm_hour <= 3 && t.tm_min % 20 == 0; }},
      {"45 2 * * sun", false, [](const std::tm& t) { return t.tm_wday == 0 && at(t, 2, 45); }},
      {"30 0 1-7 * sat", false,
       [](const std::tm& t) { return (t.tm_wday == 6 || t.tm_mday <= 7) && at(t, 0, 30); }},
      {"* 1 * 3,10 *", false,
       [](const std::tm& t) { return t.tm_hour == 1 && (t.tm_mon == 2 || t.tm_mon == 9); }},
      {"*/15 * * * *", true, [](const std::tm& t) { return t.tm_min % 15 == 0; }},
      {"0 * * * *", true, [](const std::tm& t) { return t.tm_min == 0; }},
      {"30 */2 * * *", true, [](const std::tm& t) { return at(t, t.tm_hour / 2 * 2, 30); }},
      {"10 1-5/2 * * *", true,
       [](const std::tm& t) {
         return at(t, t.tm_hour, 10) && (t.tm_hour == 1 || t.tm_hour == 3 || t.tm_hour == 5);
       }},
  };
  return all;
}

/// A minute of the walk, with the local time as if that were UTC.
struct Seen {
  sys_seconds instant;
  std::int64_t local;  // minutes
};

std::tm fields_of(std::int64_t local) {
  const std::time_t time = local * 60;
  std::tm fields{};
  gmtime_r(&time, &fields);
  return fields;
}

std::vector<Seen> walk(sys_seconds from, sys_seconds to) {
  std::vector<Seen> seen;
  for (auto instant = from; instant < to; instant += minutes(1)) {
    auto fields = CLibraryZone::shown(instant);
    seen.push_back({instant, timegm(&fields) / 60});
  }
  return seen;
}

/// Where each local time between the first and the last one of the walk is due, by the letter: its
/// first instant, or if it has none the first instant at which the clocks are past it.
std::set<sys_seconds> due_by_the_letter(const Job& job, const std::vector<Seen>& seen) {
  std::set<sys_seconds> due;
  if (job.by_the_clock) {
    for (const auto& minute : seen)
      if (job.matches(fields_of(minute.local))) due.insert(minute.instant);
    return due;
  }
  std::map<std::int64_t, sys_seconds> first;
  for (const auto& minute : seen) first.try_emplace(minute.local, minute.instant);
  for (auto local = seen.front().local; local <= first.rbegin()->first; ++local) {
    if (!job.matches(fields_of(local))) continue;
    const auto shown = first.find(local);
    if (shown != first.end()) {
      due.insert(shown->second);
      continue;
    }
    const auto past = std::ranges::adjacent_find(
        seen, [&](const Seen& a, const Seen& b) { return a.local < local && local < b.local; });
    if (past != seen.end()) due.insert(std::next(past)->instant);
  }
  return due;
}

std::set<sys_seconds> due_by_muster(const Job& job, const TimeZone& zone, sys_seconds from,
                                    sys_seconds to) {
  std::set<sys_seconds> due;
  const auto cron = parse_cron(job.text).value();
  for (auto next = next_after(cron, zone, from - seconds(1)); next && *next < to;
       next = next_after(cron, zone, *next))
    due.insert(std::chrono::floor<seconds>(*next));
  return due;
}

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  const std::filesystem::path root = "/usr/share/zoneinfo";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto name = entry.path().lexically_relative(root).string();
    if (entry.is_directory() || name.starts_with("posix") || name.starts_with("right")) continue;
    if (TimeZone::find(name)) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::pair<sys_seconds, seconds>> changes_of(const TimeZone& zone) {
  std::vector<std::pair<sys_seconds, seconds>> changes;
  for (sys_seconds at = first_instant; at < last_instant;) {
    const auto period = zone.period_at(at);
    changes.emplace_back(at, period.offset);
    at = period.end;
  }
  return changes;
}

void expect_same_clocks(const std::string& name, const TimeZone& zone) {
  const auto check = [&](sys_seconds at) {
    ASSERT_EQ(zone.period_at(at).offset.count(), CLibraryZone::shown(at).tm_gmtoff)
        << name << " " << format_timestamp(at);
  };
  for (sys_seconds at = first_instant; at < last_instant; at += std::chrono::hours(24 * 37))
    check(at);
  for (const auto& [at, offset] : changes_of(zone)) {
    check(at);
    check(at - seconds(1));
  }
}

std::string listed(const std::set<sys_seconds>& instants) {
  std::string text;
  for (const auto instant : instants) text += " " + format_timestamp(instant);
  return text;
}

void expect_same_runs(const std::string& name, const TimeZone& zone, sys_seconds change,
                      seconds jump, std::size_t turn) {
  const auto reach =
      minutes(120) + std::chrono::ceil<minutes>(std::chrono::abs(jump) > std::chrono::hours(12)
                                                    ? seconds(0)
                                                    : std::chrono::abs(jump));
  const auto seen = walk(change - reach, change + reach);
  // A few jobs a change, so that each change has some of both kinds, and in time all of them.
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& job = jobs()[(turn + i * 5) % jobs().size()];
    const auto expected = due_by_the_letter(job, seen);
    const auto found = due_by_muster(job, zone, change - reach, change + reach);
    EXPECT_TRUE(expected == found)
        << job.text << " in " << name << " around " << format_timestamp(change) << " is due"
        << listed(expected) << ", and not" << listed(found);
  }
}

TEST(CronOracle, agrees_at_every_change_of_every_zone) {
  std::set<std::vector<std::pair<sys_seconds, seconds>>> known;
  std::set<std::pair<sys_seconds, std::pair<seconds, seconds>>> walked;
  std::size_t turn = 0;
  const auto names = zone_names();
  ASSERT_GT(names.size(), 300U);
  for (const auto& name : names) {
    const auto zone = TimeZone::find(name).value();
    const auto changes = changes_of(zone);
    if (!known.insert(changes).second) continue;  // under another name
    const CLibraryZone library(name);
    expect_same_clocks(name, zone);
    for (std::size_t i = 1; i < changes.size(); ++i) {
      const auto [at, offset] = changes[i];
      const auto before = changes[i - 1].second;
      if (walked.insert({at, {before, offset}}).second)
        expect_same_runs(name, zone, at, offset - before, turn++);
    }
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(turn, 1000U);
}

}  // namespace
}  // namespace muster
