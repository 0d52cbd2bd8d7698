#pragma once

#include "api/net/clock.hpp"

namespace muster::net {

/// The machine's clocks.
class RealClock final : public Clock {
 public:
  TimePoint now() const override;
  Timestamp wall_now() const override;
  Task<void> sleep_until(TimePoint due) override;
};

}  // namespace muster::net
