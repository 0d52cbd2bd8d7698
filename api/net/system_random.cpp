#include "api/net/system_random.hpp"

namespace muster::net {

SystemRandom::SystemRandom() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  engine_.seed(seed);
}

std::uint64_t SystemRandom::next() {
  return engine_();
}

}  // namespace muster::net
