#pragma once

#include "api/net/seeded_random.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace muster::simulation {

/// Commits to a project that a daemon follows: things, machines, and schedules over them. Every
/// text is valid. The same seed gives the same commits.
class DaysGenerator {
 public:
  explicit DaysGenerator(std::uint64_t seed) : random_(seed) {}

  void edit();
  /// Without schedules and leases: nothing changes by time alone.
  void end_schedules();
  std::string text() const;

 private:
  struct Machine {
    bool there = false;
    bool labelled = true;
    int image = 0;
    int wall = -1;  // the firewall it is behind
    bool leased = false;
  };
  bool chance(unsigned percent) { return random_.below(100) < percent; }
  void edit_one();
  std::string machine_text(std::size_t index) const;

  net::SeededRandom random_;
  std::array<bool, 5> volumes_{true, true};
  std::array<int, 3> walls_{1};  // number of rules; 0: it is not there
  std::array<Machine, 3> machines_{Machine{.there = true}};
  bool snapshots_ = true;
  bool nights_ = false;
};

}  // namespace muster::simulation
