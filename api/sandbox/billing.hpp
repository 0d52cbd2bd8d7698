#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>

namespace muster::sandbox {

/// Money in 1/60,000 of a hundredth of the currency: every documented rate, per minute and GB, is a
/// whole number of them, so that nothing is ever rounded.
using Units = std::int64_t;
inline constexpr Units units_per_cent = 60'000;

/// Per-minute rates, from hourly list prices in hundredths of the currency.
constexpr Units gpu_rate(std::int64_t cents_per_gpu_hour, std::int64_t gpus) {
  return cents_per_gpu_hour * gpus * (units_per_cent / 60);
}
constexpr Units volume_rate(std::int64_t cents_per_tb_hour, std::int64_t size_gb) {
  return cents_per_tb_hour * size_gb * (units_per_cent / 60 / 1000);
}
constexpr Units snapshot_rate(std::int64_t cents_per_100_gb_hour, std::int64_t size_gb) {
  return cents_per_100_gb_hour * size_gb * (units_per_cent / 60 / 100);
}
constexpr Units hibernation_rate(std::int64_t cents_per_hour) {
  return gpu_rate(cents_per_hour, 1);
}

/// The account's credit, falling by the sum of all rates. Accrues continuously; when something
/// stops being metered its last, unfinished minute is given back, so that what was paid in the end
/// are whole minutes (documented: one-minute increments, no minimum; who pays for the unfinished
/// minute is not).
class Credit {
 public:
  /// time_scale: how many metered seconds a second of the clock has.
  Credit(std::int64_t cents, double time_scale, Timestamp now);

  /// Brings the balance up to `now`; earlier instants are ignored.
  void accrue(Timestamp now);
  void start(Units rate, Timestamp now);
  void stop(Units rate, Timestamp since, Timestamp now);
  void add_cents(std::int64_t cents) { balance_ += cents * units_per_cent; }
  /// Takes a price that is paid at once.
  void charge(Units cost) { balance_ -= cost; }
  /// Whole metered minutes between two instants: what is paid for in the end.
  std::int64_t minutes(Timestamp since, Timestamp now) const;

  /// What is left at the last instant seen; negative when storage went on costing after depletion.
  Units balance() const { return balance_; }
  Units rate() const { return rate_; }
  bool depleted() const { return balance_ <= 0; }
  /// When the balance reaches zero at the present rate.
  std::optional<Timestamp> depletion() const;

  struct State {
    Units balance = 0;
    std::int64_t remainder = 0;
    Timestamp as_of;
  };
  State state() const { return {balance_, remainder_, as_of_}; }
  /// The rate starts again at 0: whatever is metered has to be added by resume().
  void restore(const State& state);
  void resume(Units rate) { rate_ += rate; }

 private:
  Units balance_;
  Units rate_ = 0;
  std::int64_t remainder_ = 0;  // owed on top, in 1/60,000,000 of a unit
  std::int64_t micros_per_milli_;
  Timestamp as_of_;
};

}  // namespace muster::sandbox
