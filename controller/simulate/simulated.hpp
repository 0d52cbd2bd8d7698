#pragma once

#include "controller/schedule/time_zones.hpp"
#include "model/key.hpp"
#include "model/money.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// Something that was done to a thing, or that came to be said of it.
struct SimulatedEvent {
  Timestamp at{};
  ResourceKey key;
  std::string what;    // "hibernate", "take", "drop", "LeaseExpiring"
  std::string detail;  // a sentence; may be empty
  Duration took{0};
};

/// What goes wrong, or would: each once, however often it comes.
struct SimulatedProblem {
  Timestamp first{};
  std::size_t times = 1;
  ResourceKey key;  // {Kind::project, ""}: of all of it
  std::string message;
};

/// What an hour cost, and what was left after it.
struct SimulatedHour {
  Timestamp begin{};
  Money cost;
  std::optional<Money> left;  // of the credit, if there is one
};

struct SimulatedDay {
  std::chrono::local_days date{};
  Timestamp begin{};
  Money cost;
  std::optional<Money> left;
  std::vector<SimulatedEvent> events;  // by time and key
};

/// What becomes of a project within some days.
struct Simulated {
  TimeZone zone;
  Timestamp from{}, to{};
  Money cost;
  std::optional<Money> credit;
  std::optional<Timestamp> credit_ends;
  std::vector<SimulatedHour> hours;
  std::vector<SimulatedDay> days;
  std::vector<SimulatedProblem> problems;  // by time
  std::vector<std::string> assumptions;
  std::size_t cycles = 0;
};

}  // namespace muster
