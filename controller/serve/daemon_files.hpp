#pragma once

#include "model/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace muster {

// How programs on this machine find the daemon of a project and may ask things of it: two files in
// the folder of its ledger.

/// The token in daemon.token, which only its owner reads: made by the first daemon and kept, unless
/// others could have read it. Errors: io.
Result<std::string> take_token(const std::filesystem::path& folder);

struct DaemonPlace {
  std::string url;
  std::int64_t process = 0;
};

/// Says in daemon.json where the daemon is. Errors: io.
Result<void> publish_place(const std::filesystem::path& folder, const DaemonPlace& place);
/// Takes back what this process published; what another one did stays.
void withdraw_place(const std::filesystem::path& folder, std::int64_t process);

/// What publish_place() said last. Errors: not_found (no daemon runs, or it was stopped), corrupt.
Result<DaemonPlace> find_place(const std::filesystem::path& folder);
/// What take_token() gave. Errors: not_found, io (it is somebody else's).
Result<std::string> read_token(const std::filesystem::path& folder);

}  // namespace muster
