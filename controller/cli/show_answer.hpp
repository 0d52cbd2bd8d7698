#pragma once

#include "controller/cli/account.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/listing.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/workspace.hpp"
#include "model/result.hpp"

#include <utility>

namespace muster::cli {

/// Opens the project's account and runs `ask(client)` to its Result.
template <class Ask>
auto ask_account(const CommonOptions& common, Ask ask)
    -> decltype(ask(std::declval<api::Client&>()))::value_type {
  MUSTER_TRY(const auto workspace, open_project(common));
  Machine machine;
  MUSTER_TRY(auto account, open_account(common, workspace, machine.clock, machine.random));
  return machine.loop.run(ask(*account.client));
}

/// Asks the account one thing, a list, and prints it; the exit code.
template <class Ask>
int show_answer(const CommonOptions& common, Ask ask) {
  const Result<Listing> listing = ask_account(common, std::move(ask));
  if (!listing) return give_up(listing.error());
  print(render(*listing, common.format));
  return exit_ok;
}

}  // namespace muster::cli
