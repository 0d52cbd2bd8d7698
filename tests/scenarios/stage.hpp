#pragma once

#include "diff/planner.hpp"
#include "manifests/loader.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace muster::scenarios {

/// How a folder of manifests is applied. One option a line in a file `options`:
///   adopt                 as `apply --adopt`
///   destroy               as `destroy`
///   override REASON       as `--override-budget REASON`
///   accept-scarcity       as `--accept-scarcity`
///   credit AMOUNT         the account has so much left, in whole units
///   environment NAME      as `--environment NAME`
///   var NAME=VALUE        as `--var NAME=VALUE`
///   env NAME=VALUE        a variable of the process' environment
///   interrupted WRITES    the run ends when it has written so often to the ledger
///   pad FILE BYTES        the manifest is so much longer, by a comment
///   copies FILE COUNT     the manifest stands there so often, with a number for each @
struct StageOptions {
  bool adopt = false;
  bool destroy = false;
  std::string override_budget;
  bool accept_scarcity = false;
  std::optional<std::int64_t> credit;
  std::optional<std::string> environment;
  std::map<std::string, std::string> variables;
  std::map<std::string, std::string> process_environment;
  std::optional<std::size_t> writes;
  std::map<std::string, std::size_t> padding;
  std::map<std::string, std::size_t> copies;
};

/// No file: no options. Throws std::invalid_argument for a line it does not know.
StageOptions read_options(const std::filesystem::path& file);

/// The manifests of a folder, found and read as the command line does it. Throws
/// std::invalid_argument if the folder cannot be read at all.
Loaded load_folder(const std::filesystem::path& folder, const StageOptions& options);

/// The whole file; empty if there is none.
std::string read_whole(const std::filesystem::path& file);

}  // namespace muster::scenarios
