#include "controller/cli/daemon_client.hpp"

#include "controller/cli/workspace.hpp"
#include "controller/serve/daemon_files.hpp"

#include <utility>

namespace muster::cli {
namespace {

constexpr const char* api = "/api/v1/";

/// The code that has this word; `protocol` for one that this muster does not know.
Errc code_of(const std::string& word) {
  for (int code = 0; code <= static_cast<int>(Errc::internal); ++code)
    if (to_string(static_cast<Errc>(code)) == word) return static_cast<Errc>(code);
  return Errc::protocol;
}

/// What the daemon says is wrong.
Error error_of(const net::HttpResponse& answer) {
  const auto document = value_from_json(answer.body);
  const auto* code = document ? document->at_path("/error/code") : nullptr;
  const auto* message = document ? document->at_path("/error/message") : nullptr;
  const auto* word = code != nullptr ? code->get_if<std::string>() : nullptr;
  const auto* text = message != nullptr ? message->get_if<std::string>() : nullptr;
  if (word == nullptr || text == nullptr)
    return {Errc::protocol, "status " + std::to_string(answer.status) + " without an explanation"};
  return {answer.status == 401 ? Errc::unauthorized : code_of(*word), *text};
}

}  // namespace

Result<DaemonClient> DaemonClient::find(const CommonOptions& common, net::Clock& clock,
                                        Duration limit) {
  MUSTER_TRY(const auto workspace, open_project(common));
  const auto folder = workspace.ledger_file().parent_path();
  MUSTER_TRY(const auto place, find_place(folder));
  MUSTER_TRY(auto token, read_token(folder));
  const auto url = net::parse_url(place.url);
  if (!url)
    return fail(Errc::corrupt,
                (folder / "daemon.json").string() + " names no address: \"" + place.url + "\"");
  net::HttpClientOptions options;
  options.request_timeout = limit;
  MUSTER_TRY(auto http, net::HttpClient::create(clock, *url, std::move(options)));
  return DaemonClient(std::move(http), std::move(token),
                      place.url + ", where process " + std::to_string(place.process) + " listened");
}

Task<Result<Value>> DaemonClient::read(std::string path) {
  net::HttpRequest request{"GET", api + std::move(path), {}, {}};
  co_return co_await send(std::move(request));
}

Task<Result<Value>> DaemonClient::ask(std::string path, Value body) {
  net::HttpRequest request{
      "POST", api + std::move(path), {{"Content-Type", "application/json"}}, to_json(body)};
  co_return co_await send(std::move(request));
}

Task<Result<Value>> DaemonClient::send(net::HttpRequest request) {
  request.headers.emplace_back("Authorization", "Bearer " + token_);
  auto answer = co_await http_->send(net::Context(), std::move(request));
  if (!answer && answer.error().code() == Errc::connect_failed)
    co_return fail(Errc::connect_failed,
                   "no daemon answers at " + where_ + ": it has ended; `muster run` starts one");
  if (!answer) co_return fail(std::move(answer).error().in("asking the daemon"));
  if (answer->status >= 400) co_return fail(error_of(*answer).in("the daemon"));
  auto document = value_from_json(answer->body);
  if (!document) co_return fail(Errc::protocol, "what answers at " + where_ + " is no muster");
  co_return *std::move(document);
}

Result<Value> ask_daemon(const CommonOptions& common, const std::string& path, Value body,
                         Duration limit) {
  Machine machine;
  MUSTER_TRY(auto daemon, DaemonClient::find(common, machine.clock, limit));
  return machine.loop.run(daemon.ask(path, std::move(body)));
}

}  // namespace muster::cli
