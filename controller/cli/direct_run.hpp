#pragma once

#include "controller/cli/account.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/options.hpp"
#include "controller/cli/verbs.hpp"
#include "controller/cli/workspace.hpp"
#include "diff/direct.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace muster::cli {

/// What every action on a thing of the account understands.
struct DirectFlags {
  bool auto_approve = false;
  bool no_wait = false;
  std::string timeout;
  bool accept_scarcity = false;
  std::string hold;
};
/// A verb below `group` with these flags, and those of every verb that talks to an account. `run`
/// shares what `flags` is part of.
CLI::App& add_direct_verb(Verbs& verbs, CLI::App& group, const std::string& name,
                          const std::string& what, const std::string& example, DirectFlags& flags,
                          Run run);

/// One action: the thing it is about, and what makes the operation of it.
struct DirectRequest {
  Kind kind = Kind::virtual_machine;  // of the thing
  std::string name;                   // or its id
  std::set<Kind> also_look_at;        // lists that the operation needs beside the thing's
  /// The operation on the thing that was found. May ask the account for more, and add it to `live`;
  /// everything it is given outlives the task.
  std::function<Task<Result<Operation>>(api::Client& client, const InventoryItem& item,
                                        LiveState& live, const RecordedState& recorded)>
      operation;
  /// What --hold holds a managed machine in.
  std::optional<PowerState> held_state = {};
};

/// Finds the thing, shows what will be done to it as a plan of its own, asks, does it and waits. A
/// thing that is managed is dealt with under the project's lease and written into its ledger;
/// another leaves no trace. Returns the exit code.
int run_direct(const CommonOptions& common, const DirectFlags& flags, const DirectRequest& request);

/// The thing, as a target of what is made from it.
Target target_of(Kind kind, const InventoryItem& item);

/// An operation that needs nothing but the thing.
template <class Op>
auto simply() {
  return [](api::Client&, const InventoryItem&, LiveState&,
            const RecordedState&) -> Task<Result<Operation>> { co_return Operation(Op{}); };
}

}  // namespace muster::cli
