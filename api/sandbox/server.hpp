#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/task.hpp"
#include "api/sandbox/faults.hpp"
#include "api/sandbox/options.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace muster::sandbox {

struct ServerOptions {
  Options cloud;
  FaultOptions faults;
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  /// Where the state is kept; without it everything ends with the server.
  std::optional<std::filesystem::path> state_file;
  /// Where every call and its answer is written down.
  std::optional<std::filesystem::path> record_file;
};

/// Serves the API below /api/ until the context is stopped. `on_listening` is called once, with the
/// port. An answer leaves only when what it did is in the state file; when that cannot be written
/// the answer is a 500. Errors: invalid_input for options out of range, those of Store::open and of
/// HttpServer::listen, io when the state cannot be written at the end. The clock outlives the task.
net::Task<Result<void>> serve(net::Clock& clock, net::Context context, ServerOptions options,
                              std::function<void(std::uint16_t port)> on_listening);

/// Ranges and spellings of the options; the message names the one that is wrong.
Result<void> check_options(const Options& options);

}  // namespace muster::sandbox
