#include "controller/cli/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"

namespace muster::cli {

int run_version(const CommonOptions&, const VersionOptions&) {
  print("muster " MUSTER_VERSION "\n");
  return exit_ok;
}

}  // namespace muster::cli
