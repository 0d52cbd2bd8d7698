#pragma once

#include "controller/cli/checkup.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/workspace.hpp"

#include <filesystem>

namespace muster::cli {

// What doctor looks at on this machine.

Checks check_manifests(const Workspace& workspace);

/// Readable, sound, of the account at `endpoint`, not locked; or that it can be made. And room
/// beside it.
Checks check_ledger(Machine& machine, const std::filesystem::path& file,
                    const std::string& endpoint);

/// Whether the project is under version control, with nothing uncommitted. Never a problem.
Check check_git(const std::filesystem::path& root, const std::filesystem::path& ledger);

}  // namespace muster::cli
