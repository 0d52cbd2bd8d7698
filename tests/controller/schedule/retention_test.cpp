#include "controller/schedule/retention.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

const TimeZone& oslo() {
  static const auto zone = TimeZone::find("Europe/Oslo").value();
  return zone;
}

Timestamp at(const std::string& text) {
  return parse_timestamp(text).value();
}

RetainedCopy good(const std::string& time) {
  return {.name = time, .time = at(time), .good = true};
}

std::vector<std::string> kept(const Retention& retention, std::vector<RetainedCopy> copies,
                              Timestamp now) {
  std::vector<std::string> names;
  for (const auto& verdict : retained(retention, std::move(copies), oslo(), now))
    if (verdict.stays()) names.push_back(verdict.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(Retention, keeps_the_last_of_each_stretch_of_the_zones_calendar) {
  const auto now = at("2026-06-01T12:00:00Z");
  struct Case {
    const char* reason;
    Retention retention;
    Names copies;
    Names stay;
  };
  const std::vector<Case> cases = {
      {"the newest ones",
       {.keep_last = 2},
       {"2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"},
       {"2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"}},
      {"days of the zone: 23:30 UTC is the next one",
       {.keep_daily = 2},
       {"2026-01-01T12:00:00Z", "2026-01-01T23:30:00Z", "2026-01-02T12:00:00Z",
        "2026-01-03T12:00:00Z"},
       {"2026-01-02T12:00:00Z", "2026-01-03T12:00:00Z"}},
      {"days without a copy do not count",
       {.keep_daily = 2},
       {"2026-01-01T12:00:00Z", "2026-03-01T12:00:00Z"},
       {"2026-01-01T12:00:00Z", "2026-03-01T12:00:00Z"}},
      {"weeks begin on Monday, also across the new year",
       {.keep_weekly = 2},
       {"2025-12-28T12:00:00Z", "2025-12-29T12:00:00Z", "2026-01-04T12:00:00Z",
        "2026-01-05T12:00:00Z"},
       {"2026-01-04T12:00:00Z", "2026-01-05T12:00:00Z"}},
      {"months",
       {.keep_monthly = 2},
       {"2026-01-31T22:59:00Z", "2026-01-31T23:30:00Z", "2026-02-27T12:00:00Z"},
       {"2026-01-31T22:59:00Z", "2026-02-27T12:00:00Z"}},
      {"years",
       {.keep_yearly = 1},
       {"2025-12-31T22:00:00Z", "2025-12-31T23:30:00Z"},
       {"2025-12-31T23:30:00Z"}},
      {"an hour that comes twice is two",
       {.keep_hourly = 2},
       {"2025-10-26T00:15:00Z", "2025-10-26T00:45:00Z", "2025-10-26T01:15:00Z"},
       {"2025-10-26T00:45:00Z", "2025-10-26T01:15:00Z"}},
      {"each rule for itself",
       {.keep_last = 1, .keep_monthly = 2},
       {"2026-01-10T00:00:00Z", "2026-02-10T00:00:00Z", "2026-02-11T00:00:00Z"},
       {"2026-01-10T00:00:00Z", "2026-02-11T00:00:00Z"}},
      {"what is too old goes whatever the rules say",
       {.keep_daily = 9, .max_age = std::chrono::hours(24)},
       {"2026-05-30T12:00:00Z", "2026-05-31T12:00:00Z", "2026-06-01T11:00:00Z"},
       {"2026-05-31T12:00:00Z", "2026-06-01T11:00:00Z"}},
      {"age alone",
       {.max_age = std::chrono::hours(24)},
       {"2026-05-30T12:00:00Z", "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z"},
       {"2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z"}},
      {"never the newest",
       {.keep_daily = 3, .max_age = std::chrono::hours(1)},
       {"2025-05-30T12:00:00Z", "2025-05-31T12:00:00Z"},
       {"2025-05-31T12:00:00Z"}},
      {"never the newest, even if nothing is to be kept",
       {.keep_daily = 0},
       {"2026-05-30T12:00:00Z"},
       {"2026-05-30T12:00:00Z"}},
  };
  for (const auto& c : cases) {
    std::vector<RetainedCopy> copies;
    for (const auto& time : c.copies) copies.push_back(good(time));
    EXPECT_EQ(kept(c.retention, copies, now), c.stay) << c.reason;
  }
}

TEST(Retention, never_counts_a_failed_copy_and_never_drops_what_is_in_use) {
  auto failed = good("2026-01-04T00:00:00Z");
  failed.good = false;
  auto making = good("2026-01-05T00:00:00Z");
  making.good = false;
  making.making = true;
  auto pinned = good("2026-01-01T00:00:00Z");
  pinned.pinned = true;
  const std::vector<RetainedCopy> copies = {pinned, good("2026-01-02T00:00:00Z"),
                                            good("2026-01-03T00:00:00Z"), failed, making};
  const auto verdicts = retained({.keep_last = 1}, copies, oslo(), at("2026-01-06T00:00:00Z"));
  std::map<std::string, std::vector<KeepRule>> by_name;
  for (const auto& verdict : verdicts) by_name[verdict.name] = verdict.kept_by;
  using Rules = std::vector<KeepRule>;
  EXPECT_EQ(by_name[pinned.name], Rules{KeepRule::pinned});
  EXPECT_EQ(by_name["2026-01-02T00:00:00Z"], Rules{});
  EXPECT_EQ(by_name["2026-01-03T00:00:00Z"], (Rules{KeepRule::last, KeepRule::newest}));
  EXPECT_EQ(by_name[failed.name], Rules{});
  EXPECT_EQ(by_name[making.name], Rules{KeepRule::making});
}

using Random = std::mt19937_64;

std::int64_t below(Random& random, std::int64_t limit) {
  return std::uniform_int_distribution<std::int64_t>(0, limit - 1)(random);
}

std::optional<std::int64_t> some_count(Random& random) {
  return below(random, 2) == 0 ? std::nullopt : std::optional(below(random, 6));
}

Retention some_retention(Random& random) {
  Retention retention{.keep_last = some_count(random),
                      .keep_hourly = some_count(random),
                      .keep_daily = some_count(random),
                      .keep_weekly = some_count(random),
                      .keep_monthly = some_count(random),
                      .keep_yearly = some_count(random)};
  if (below(random, 3) == 0) retention.max_age = std::chrono::hours(below(random, 24 * 400));
  return retention;
}

std::vector<RetainedCopy> some_copies(Random& random, Timestamp now) {
  std::vector<RetainedCopy> copies;
  for (auto count = below(random, 40); count > 0; --count) {
    const auto back = std::chrono::minutes(below(random, 60 * 24 * (below(random, 2) ? 900 : 9)));
    const auto kind = below(random, 10);
    copies.push_back({.name = std::to_string(count),
                      .time = now - back,
                      .good = kind > 2,
                      .making = kind == 0,
                      .pinned = below(random, 10) == 0});
  }
  return copies;
}

bool includes(const Names& all, const Names& some) {
  return std::ranges::all_of(
      some, [&](const auto& name) { return std::ranges::find(all, name) != all.end(); });
}

TEST(Retention, holds_its_laws_whatever_there_is) {
  const auto now = at("2026-06-01T12:00:00Z");
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const auto retention = some_retention(random);
    auto copies = some_copies(random, now);
    const auto stay = kept(retention, copies, now);
    for (const auto& copy : copies)
      if (copy.pinned || copy.making) EXPECT_TRUE(includes(stay, {copy.name}));
    const auto newest = std::ranges::max_element(
        copies, {}, [](const RetainedCopy& copy) { return std::pair(copy.good, copy.time); });
    if (newest != copies.end() && newest->good) EXPECT_FALSE(stay.empty());

    std::ranges::shuffle(copies, random);
    EXPECT_EQ(kept(retention, copies, now), stay) << "the order does not matter";

    auto more = retention;
    for (auto* number : {&more.keep_last, &more.keep_hourly, &more.keep_daily, &more.keep_weekly,
                         &more.keep_monthly, &more.keep_yearly})
      if (*number) **number += below(random, 3);
    if (more.max_age) *more.max_age += std::chrono::hours(below(random, 500));
    EXPECT_TRUE(includes(kept(more, copies, now), stay)) << "more keeps no less";

    std::erase_if(copies, [&](const auto& copy) { return !includes(stay, {copy.name}); });
    EXPECT_EQ(kept(retention, copies, now), stay) << "what stays stays again";
  }
}

}  // namespace
}  // namespace muster
