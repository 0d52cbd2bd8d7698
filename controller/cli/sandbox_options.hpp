#pragma once

#include "api/sandbox/server.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace muster::cli {

/// The flags of `muster sandbox` as written.
struct SandboxFlags {
  std::int64_t port = 8080;
  std::string state;
  std::string record;
  std::uint64_t seed = 1;
  std::string latency;
  std::vector<std::string> faults;
  double time_scale = 1;
  std::string credit = "1000";
  std::string currency = "USD";
  std::string stock;
  std::string api_key;
  std::string list_lag = "0s";
  std::int64_t rate_limit = 0;
  std::string attach = "replace";
};

void add_sandbox_options(CLI::App& verb, SandboxFlags& flags);

/// Errors: invalid_input naming the flag, what it got and what it wants; not_found and io for the
/// stock file.
Result<sandbox::ServerOptions> sandbox_options(const SandboxFlags& flags);

}  // namespace muster::cli
