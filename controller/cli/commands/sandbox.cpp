#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/sandbox_options.hpp"

#include <memory>

namespace muster::cli {
namespace {

int run_sandbox(const CommonOptions& common, const SandboxFlags& flags) {
  const auto options = sandbox_options(flags);
  if (!options) {
    print_error(options.error());
    return exit_code(options.error().code());
  }
  Machine machine;
  const auto stop = std::make_shared<net::StopFlag>();
  machine.loop.on_interrupt([&](int, int) { stop->request(); });
  const auto say_where = [&](std::uint16_t port) {
    const auto address = "http://" + options->bind_address + ":" + std::to_string(port) + "/api";
    print("muster sandbox is listening on " + address + "\n");
    if (!common.quiet)
      print("  export MUSTER_ENDPOINT=" + address + " MUSTER_API_KEY=any\nCtrl-C stops it.\n");
  };
  const auto served =
      machine.loop.run(sandbox::serve(machine.clock, net::Context(stop), *options, say_where));
  if (served) return exit_ok;
  print_error(served.error());
  return exit_code(served.error().code());
}

}  // namespace

void add_sandbox(Verbs& verbs) {
  const auto flags = std::make_shared<SandboxFlags>();
  auto& verb =
      verbs.add("sandbox", "A Barrack-compatible API server on loopback, to try things out",
                "muster sandbox --time-scale 60 --credit 500 --fault reset-after=0.05\n"
                "  export MUSTER_ENDPOINT=http://127.0.0.1:8080/api MUSTER_API_KEY=any",
                [flags](const CommonOptions& common) { return run_sandbox(common, *flags); });
  add_sandbox_options(verb, *flags);
}

}  // namespace muster::cli
