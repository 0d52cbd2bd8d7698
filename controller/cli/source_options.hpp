#pragma once

#include "api/net/blocking_pool.hpp"
#include "api/net/clock.hpp"
#include "controller/cli/options.hpp"
#include "controller/source/source.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace muster::cli {

/// What the daemon follows, as written.
struct SourceFlags {
  std::string git;  // URL; empty: the project's folder
  std::string branch;
  std::string tag;
  std::string commit;
  std::string path;             // of the project within the repository
  std::string allowed_signers;  // file
  Duration poll = std::chrono::minutes(1);
};

/// --git, --branch, --tag, --commit, --path, --git-allowed-signers and --poll.
void add_source_options(CLI::App& verb, SourceFlags& flags);

/// The repository, or the project's folder. What is fetched is kept in .muster/git of the folder
/// that --project names. Clock and pool outlive it. Errors: invalid_input, not_found.
Result<std::unique_ptr<Source>> open_source(const SourceFlags& flags, const CommonOptions& options,
                                            net::Clock& clock, net::BlockingPool& pool);

}  // namespace muster::cli
