#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"

namespace muster::cli {

void add_version(Verbs& verbs) {
  const auto run = [](const CommonOptions&) {
    print("muster " MUSTER_VERSION "\n");
    return static_cast<int>(exit_ok);
  };
  verbs.add("version", "Print the version", "muster version", run);
}

}  // namespace muster::cli
