#pragma once

#include "api/net/clock.hpp"

#include <random>

namespace muster::net {

/// The same seed gives the same numbers on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  std::uint64_t next() override;

 private:
  std::mt19937_64 engine_;
};

}  // namespace muster::net
