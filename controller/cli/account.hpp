#pragma once

#include "api/client.hpp"
#include "api/net/counted_transport.hpp"
#include "api/net/http_client.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/system_random.hpp"
#include "controller/cli/workspace.hpp"

#include <functional>
#include <memory>
#include <string>

namespace muster::cli {

/// The account a project talks to: endpoint, key, contract and the client over them.
struct Account {
  std::string endpoint;
  std::unique_ptr<net::HttpClient> transport;
  std::unique_ptr<net::CountedTransport> counted;  // through which all calls go
  std::unique_ptr<api::Client> client;
  /// Where to say what the user should know while calls are made; standard error unless a view
  /// is in the way.
  std::shared_ptr<std::function<void(const std::string&)>> tell;
};

/// The way to a project's endpoint, without a key.
struct Connection {
  std::string endpoint;
  net::Url url;
  std::string proxy;  // "host:port" of the proxy in use, empty without one
  std::unique_ptr<net::HttpClient> transport;
};

/// From --endpoint, MUSTER_ENDPOINT or the project, and the proxy and certificate variables.
/// Errors: invalid_input.
Result<Connection> open_connection(const CommonOptions& options, const Workspace& workspace,
                                   net::Clock& clock);

/// From MUSTER_API_KEY or the file that MUSTER_API_KEY_FILE names. Errors: unauthorized, io.
Result<std::string> read_api_key();

/// With the corrections that the project names. Errors: invalid_manifest, when what is wrong has
/// been printed; io.
Result<api::Contract> contract_of(const Workspace& workspace);

/// From the project, MUSTER_ENDPOINT, MUSTER_API_KEY or MUSTER_API_KEY_FILE, and the proxy and
/// certificate variables. Errors: unauthorized (no key), invalid_input (endpoint, contract file),
/// io.
Result<Account> open_account(const CommonOptions& options, const Workspace& workspace,
                             net::Clock& clock, net::Random& random);

}  // namespace muster::cli
