#include "api/net/seeded_random.hpp"

namespace muster::net {

SeededRandom::SeededRandom(std::uint64_t seed) : engine_(seed) {}

std::uint64_t SeededRandom::next() {
  return engine_();
}

}  // namespace muster::net
