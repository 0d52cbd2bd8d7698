#include "controller/schedule/retention.hpp"

#include "controller/schedule/calendar.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>

namespace muster {
namespace {

/// The hour, day, week, ... that the instant is in: equal for those in the same one.
std::int64_t bucket(KeepRule rule, const TimeZone& zone, Timestamp time) {
  const auto wall = wall_time(zone, time);
  const auto date = wall.date();
  switch (rule) {
    case KeepRule::hourly: {
      // An hour that the clocks show twice is two hours.
      const auto hour = std::chrono::floor<std::chrono::hours>(wall.local).time_since_epoch();
      return (std::chrono::seconds(hour) - wall.offset).count();
    }
    case KeepRule::daily:
      return wall.day().time_since_epoch().count();
    case KeepRule::weekly:
      return monday_of(wall.day()).time_since_epoch().count();
    case KeepRule::monthly:
      return int{date.year()} * 12 + static_cast<int>(unsigned{date.month()});
    case KeepRule::yearly:
      return int{date.year()};
    default:
      return time.time_since_epoch().count();
  }
}

/// The verdicts in the making; copies and verdicts stand side by side, the newest first.
class Judgement {
 public:
  Judgement(const Retention& retention, std::vector<RetainedCopy> copies, const TimeZone& zone,
            Timestamp now)
      : retention_(retention), copies_(std::move(copies)), zone_(zone), now_(now) {
    std::ranges::sort(copies_, [](const RetainedCopy& a, const RetainedCopy& b) {
      return std::tie(b.time, b.name) < std::tie(a.time, a.name);
    });
    for (const auto& copy : copies_) verdicts_.push_back({copy.name, {}});
  }

  std::vector<Retained> run() {
    count(KeepRule::last, retention_.keep_last);
    count(KeepRule::hourly, retention_.keep_hourly);
    count(KeepRule::daily, retention_.keep_daily);
    count(KeepRule::weekly, retention_.keep_weekly);
    count(KeepRule::monthly, retention_.keep_monthly);
    count(KeepRule::yearly, retention_.keep_yearly);
    judge_age();
    keep_what_never_goes();
    std::ranges::reverse(verdicts_);
    return std::move(verdicts_);
  }

 private:
  void count(KeepRule rule, const std::optional<std::int64_t>& wanted) {
    std::int64_t left = wanted.value_or(0);
    counts_ |= wanted.has_value();
    std::optional<std::int64_t> seen;
    for (std::size_t i = 0; i < copies_.size() && left > 0; ++i) {
      if (!copies_[i].good) continue;
      const auto in = bucket(rule, zone_, copies_[i].time);
      if (rule != KeepRule::last && seen == in) continue;
      seen = in;
      verdicts_[i].kept_by.push_back(rule);
      --left;
    }
  }

  void judge_age() {
    if (!retention_.max_age) return;
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      if (now_ - copies_[i].time > *retention_.max_age)
        verdicts_[i].kept_by.clear();
      else if (!counts_ && copies_[i].good)
        verdicts_[i].kept_by.push_back(KeepRule::age);
    }
  }

  void keep_what_never_goes() {
    const auto newest = std::ranges::find_if(copies_, &RetainedCopy::good);
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      auto& kept_by = verdicts_[i].kept_by;
      if (newest != copies_.end() && &copies_[i] == &*newest) kept_by.push_back(KeepRule::newest);
      if (copies_[i].pinned) kept_by.push_back(KeepRule::pinned);
      if (copies_[i].making) kept_by.push_back(KeepRule::making);
    }
  }

  const Retention& retention_;
  std::vector<RetainedCopy> copies_;
  const TimeZone& zone_;
  const Timestamp now_;
  bool counts_ = false;  // there is a rule other than maxAge
  std::vector<Retained> verdicts_;
};

}  // namespace

std::vector<Retained> retained(const Retention& retention, std::vector<RetainedCopy> copies,
                               const TimeZone& zone, Timestamp now) {
  return Judgement(retention, std::move(copies), zone, now).run();
}

}  // namespace muster
