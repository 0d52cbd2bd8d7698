#include "controller/cli/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"

#include <memory>

namespace muster::cli {

int run_sandbox(const CommonOptions& common, const SandboxCommandOptions& options) {
  Machine machine;
  const auto stop = std::make_shared<net::StopFlag>();
  machine.loop.on_interrupt([&](int, int) { stop->request(); });
  const auto say_where = [&](std::uint16_t port) {
    const auto address =
        "http://" + options.server.bind_address + ":" + std::to_string(port) + "/api";
    print("muster sandbox is listening on " + address + "\n");
    if (!common.quiet)
      print("  export MUSTER_ENDPOINT=" + address + " MUSTER_API_KEY=any\nCtrl-C stops it.\n");
  };
  const auto served = machine.loop.run(
      sandbox::serve(machine.clock, net::Context(stop), options.server, say_where));
  if (served) return exit_ok;
  print_error(served.error());
  return exit_code(served.error().code());
}

}  // namespace muster::cli
