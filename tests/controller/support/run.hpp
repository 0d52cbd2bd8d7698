#pragma once

#include "api/net/sim_clock.hpp"
#include "model/result.hpp"

#include <stdexcept>
#include <utility>

namespace muster::testing {

/// Runs a task in virtual time to its end.
template <class T>
T run(net::SimClock& clock, net::Task<T> task) {
  auto value = clock.run(std::move(task));
  if (!value) throw std::logic_error("the task never ends");
  return *std::move(value);
}

inline void sleep(net::SimClock& clock, Duration length) {
  if (!clock.run(clock.sleep_for(length))) throw std::logic_error("the task never ends");
}

/// The value of a result that must be one.
template <class T>
T value(Result<T> result) {
  if (!result) throw std::logic_error(result.error().text());
  return *std::move(result);
}

}  // namespace muster::testing
