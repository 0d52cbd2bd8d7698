#pragma once

#include "api/net/clock.hpp"

#include <random>

namespace muster::net {

/// Seeded from the machine; for spreading load, not for secrets.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  std::uint64_t next() override;

 private:
  std::mt19937_64 engine_;
};

}  // namespace muster::net
