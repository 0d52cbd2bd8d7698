#pragma once

#include "controller/execute/events.hpp"
#include "model/time.hpp"

#include <concepts>
#include <string>

namespace muster::cli {

/// "3m05s", "12s", "0.4s": for people who watch.
std::string clock_face(Duration duration);

/// "1 file", "2 files".
std::string counted(std::integral auto number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

/// One event on one line, without its end: "[3/17] VirtualMachine/trainer: deploy: done in 2m40s".
std::string event_line(const Event& event);

}  // namespace muster::cli
