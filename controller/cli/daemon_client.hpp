#pragma once

#include "api/net/clock.hpp"
#include "api/net/http_client.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/options.hpp"
#include "model/result.hpp"
#include "model/value.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace muster::cli {

/// The daemon of a project, as the verbs that talk to it see it. Found by the files that it keeps
/// beside its ledger, whose token only the user who runs it, and root, may read.
class DaemonClient {
 public:
  /// Errors: not_found (none runs), those of open_project, io. The clock outlives it. `limit`: how
  /// long an answer may take.
  static Result<DaemonClient> find(const CommonOptions& common, net::Clock& clock,
                                   Duration limit = std::chrono::seconds(30));

  /// A document of /api/v1. Errors: connect_failed (it has ended), what the daemon answers, with
  /// its code, those of Transport.
  Task<Result<Value>> read(std::string path);
  /// Asks something of it. Errors: likewise.
  Task<Result<Value>> ask(std::string path, Value body);

 private:
  DaemonClient(std::unique_ptr<net::HttpClient> http, std::string token, std::string where)
      : http_(std::move(http)), token_(std::move(token)), where_(std::move(where)) {}

  Task<Result<Value>> send(net::HttpRequest request);

  std::unique_ptr<net::HttpClient> http_;
  std::string token_;
  std::string where_;  // for people
};

/// Asks it one thing on a loop of its own: what most of these verbs do.
Result<Value> ask_daemon(const CommonOptions& common, const std::string& path, Value body,
                         Duration limit = std::chrono::seconds(30));

}  // namespace muster::cli
