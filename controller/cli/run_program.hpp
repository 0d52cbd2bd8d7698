#pragma once

#include <optional>
#include <string>
#include <vector>

namespace muster::cli {

struct ProgramOutput {
  int exit = 0;
  std::string out;
};

/// Runs a program found in PATH, without input, and waits for it; its standard error is dropped.
/// Empty when there is no such program, when it says nothing for ten seconds, or when it says more
/// than a megabyte. Blocks.
std::optional<ProgramOutput> run_program(std::vector<std::string> arguments);

}  // namespace muster::cli
