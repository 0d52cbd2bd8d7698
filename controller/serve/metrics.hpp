#pragma once

#include "controller/reconcile/status.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace muster {

/// How long cycles took, for as long as the daemon runs.
class CycleHistogram {
 public:
  /// Upper bounds of the buckets, in seconds: from a cycle without work to one that waits for
  /// machines. What takes longer is in the last bucket, "+Inf".
  static constexpr std::array bounds = {0.05, 0.1, 0.25, 0.5,   1.0,   2.5,    5.0,   10.0,
                                        30.0, 60., 120., 300.0, 600.0, 1800.0, 3600.0};

  /// Adds the cycles that ended since the last call, as far as counters.cycle_seconds, which holds
  /// the newest last, still has them.
  void take(const DaemonCounters& counters);

  /// Not cumulative; one more than there are bounds.
  const std::array<std::uint64_t, bounds.size() + 1>& buckets() const { return buckets_; }
  double sum() const { return sum_; }
  std::uint64_t count() const { return count_; }

 private:
  std::array<std::uint64_t, bounds.size() + 1> buckets_{};
  double sum_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t seen_ = 0;  // cycles that ended
};

/// In the text format of Prometheus (0.0.4). Every family is there from the start, and every sample
/// whose labels are known beforehand, so that what did not happen yet is a zero. What is not known
/// has no sample: a credit that lasts for 0 s would be another matter.
std::string render_metrics(const DaemonStatus& status, const CycleHistogram& cycles,
                           const std::string& version);

}  // namespace muster
