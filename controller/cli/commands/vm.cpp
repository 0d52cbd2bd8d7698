#include "controller/cli/commands/commands.hpp"
#include "controller/cli/direct_run.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct VmFlags {
  DirectFlags direct;
  std::string name;
};

/// A verb and where its flags go.
struct Added {
  CLI::App& verb;
  std::shared_ptr<VmFlags> flags;
};

Added add(Verbs& verbs, CLI::App& group, const std::string& name, const std::string& what,
          decltype(DirectRequest::operation) operation,
          std::optional<PowerState> held_state = std::nullopt) {
  const auto flags = std::make_shared<VmFlags>();
  const auto run = [flags, operation, held_state](const CommonOptions& common) {
    return run_direct(common, flags->direct,
                      {.kind = Kind::virtual_machine,
                       .name = flags->name,
                       .also_look_at = {},
                       .operation = operation,
                       .held_state = held_state});
  };
  auto& verb = add_direct_verb(verbs, group, name, what, "muster vm " + name + " trainer",
                               flags->direct, run);
  verb.add_option("NAME", flags->name, "Name or id of the machine")->required();
  if (held_state)
    verb.add_option("--hold", flags->direct.hold,
                    "For so long no schedule, budget or manifest changes that; 0s ends a hold")
        ->type_name("DURATION");
  return {verb, flags};
}

}  // namespace

void add_vm(Verbs& verbs) {
  auto& group = verbs.add_group(
      "vm", "Start, stop, reboot, hibernate, restore or delete one machine by hand");
  add(verbs, group, "start", "Start a stopped machine", simply<StartInstance>(),
      PowerState::active);
  add(verbs, group, "stop", "Stop a machine; it is billed in full all the same",
      simply<StopInstance>(), PowerState::stopped);
  add(verbs, group, "reboot", "Reboot a machine, as by pulling the plug", simply<RebootInstance>());
  const auto hibernate = add(verbs, group, "hibernate",
                             "Hibernate a machine: its GPUs and its ephemeral disk are given up",
                             simply<HibernateInstance>(), PowerState::hibernated);
  hibernate.verb.add_flag("--accept-scarcity", hibernate.flags->direct.accept_scarcity,
                          "Give up GPUs of which none is left, though they may not come back");
  add(verbs, group, "restore", "Wake a hibernated machine, if there are GPUs for it",
      simply<RestoreInstance>(), PowerState::active);
  add(verbs, group, "delete", "Delete a machine; its data volumes stay", simply<DeleteInstance>());
}

}  // namespace muster::cli
