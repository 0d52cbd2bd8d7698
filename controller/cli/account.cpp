#include "controller/cli/account.hpp"

#include "api/net/proxy.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/log.hpp"
#include "controller/cli/phrases.hpp"

#include <optional>

namespace muster::cli {
namespace {

constexpr Duration pause_worth_a_word = std::chrono::seconds(2);
constexpr const char* default_endpoint = "https://barrack.ai/api";

/// Set and not empty.
std::optional<std::string> environment(const std::string& name) {
  auto value = net::process_environment(name);
  if (value && value->empty()) value.reset();
  return value;
}

std::string trimmed(std::string text) {
  const auto* blanks = " \t\r\n";
  text.erase(text.find_last_not_of(blanks) + 1);
  text.erase(0, text.find_first_not_of(blanks));
  return text;
}

std::int64_t concurrency_of(const Workspace& workspace) {
  return workspace.loaded.project.api.concurrency.value_or(16);
}

std::string endpoint_of(const CommonOptions& options, const ProjectSpec& project) {
  auto endpoint = options.endpoint ? options.endpoint : environment("MUSTER_ENDPOINT");
  return endpoint.value_or(project.api.endpoint.value_or(default_endpoint));
}

/// Does not quote what may hold a password or a token.
std::string endpoint_problem(const std::string& endpoint) {
  if (endpoint.find_first_of("@?#") != std::string::npos)
    return "the endpoint may hold neither user nor password nor query, only scheme, host, port and "
           "path, such as https://barrack.ai/api";
  return "the endpoint \"" + endpoint + "\" is not an address such as https://barrack.ai/api";
}

}  // namespace

Result<std::string> read_api_key() {
  std::optional<std::string> key = environment("MUSTER_API_KEY");
  if (const auto file = environment("MUSTER_API_KEY_FILE"); !key && file) {
    MUSTER_TRY(key, read_text_file(*file));
  }
  std::string found = trimmed(key.value_or(""));
  if (found.empty())
    return fail(
        Errc::unauthorized,
        "there is no API key: set MUSTER_API_KEY, or MUSTER_API_KEY_FILE to a file that holds it");
  for (const char c : found)
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) > '~')
      return fail(Errc::unauthorized,
                  "the API key holds a blank or a character that no header may carry: set "
                  "MUSTER_API_KEY anew");
  return found;
}

Result<api::Contract> contract_of(const Workspace& workspace) {
  auto contract = api::Contract::standard();
  const auto& file = workspace.loaded.project.api.contract;
  if (!file) return contract;
  std::string text = workspace.contract;
  if (text.empty()) {
    MUSTER_TRY(text, read_text_file(workspace.location.root / *file));
  }
  const auto read = read_contract_overrides({*file, std::move(text)});
  if (has_errors(read.diagnostics)) {
    print_diagnostics(read.diagnostics);
    return fail(Errc::invalid_manifest, "the contract file " + *file + " cannot be used");
  }
  return api::apply_overrides(std::move(contract), read.overrides);
}

Result<Connection> open_connection(const CommonOptions& options, const Workspace& workspace,
                                   net::Clock& clock) {
  Connection connection;
  connection.endpoint = endpoint_of(options, workspace.loaded.project);
  auto url = net::parse_url(connection.endpoint);
  if (!url) return fail(Errc::invalid_input, endpoint_problem(connection.endpoint));
  connection.endpoint = net::to_string(*url);
  connection.url = *std::move(url);
  net::HttpClientOptions http;
  http.ca_file = environment("SSL_CERT_FILE").value_or("");
  MUSTER_TRY(http.proxy, net::proxy_for(connection.url, environment));
  if (http.proxy) connection.proxy = net::host_and_port(http.proxy->url);
  http.idle_connections_max = static_cast<std::size_t>(concurrency_of(workspace));
  MUSTER_TRY(connection.transport, net::HttpClient::create(clock, connection.url, std::move(http)));
  return connection;
}

Result<Account> open_account(const CommonOptions& options, const Workspace& workspace,
                             net::Clock& clock, net::Random& random) {
  const auto& settings = workspace.loaded.project.api;
  MUSTER_TRY(auto connection, open_connection(options, workspace, clock));
  MUSTER_TRY(auto key, read_api_key());
  MUSTER_TRY(auto contract, contract_of(workspace));
  Account account{.endpoint = std::move(connection.endpoint),
                  .transport = std::move(connection.transport)};
  account.tell = std::make_shared<std::function<void(const std::string&)>>(
      [](const std::string& text) { print_error("muster: note: " + text + "\n"); });
  api::ClientOptions client{.endpoint = account.endpoint, .api_key = std::move(key)};
  client.calls_per_minute = settings.calls_per_minute.value_or(client.calls_per_minute);
  client.concurrency = concurrency_of(workspace);
  client.on_notice = log_info;
  client.on_pause = [tell = account.tell](Duration pause) {
    if (pause >= pause_worth_a_word)
      (*tell)("the API asks for patience (too many calls): it goes on in " + clock_face(pause));
  };
  account.counted = std::make_unique<net::CountedTransport>(*account.transport);
  account.client = std::make_unique<api::Client>(*account.counted, clock, random,
                                                 std::move(contract), std::move(client));
  return account;
}

}  // namespace muster::cli
