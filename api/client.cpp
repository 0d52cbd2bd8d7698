#include "api/client_impl.hpp"
#include "api/net/http_message.hpp"
#include "model/assert.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

std::string path_of(const std::string& endpoint) {
  const auto url = net::parse_url(endpoint);
  MUSTER_ASSERT(url.has_value(), "the endpoint is checked where it is read");
  return url->path;
}

/// Notices come from what the server sends, so they may quote anything.
std::function<void(std::string)> without_key_in_notices(const ClientOptions& options) {
  if (!options.on_notice) return {};
  return [&options](std::string text) {
    options.on_notice(without_key(std::move(text), options.api_key));
  };
}

}  // namespace

Result<Call> with_body(Result<Call> call, const nlohmann::json& body) {
  if (!call) return call;
  try {
    call->body = body.dump();
  } catch (const nlohmann::json::exception&) {
    return fail(Errc::invalid_input, "a text to be sent is not valid UTF-8");
  }
  return call;
}

nlohmann::json ids_under(const std::string& name, const std::vector<RemoteId>& ids) {
  auto list = nlohmann::json::array();
  for (const auto& id : ids) list.push_back(id.text);
  return {{name, std::move(list)}};
}

ClientCore::ClientCore(net::Transport& transport, net::Clock& clock, net::Random& random,
                       Contract contract_given, ClientOptions options_given)
    : options(std::move(options_given)),
      contract(std::move(contract_given)),
      endpoint_path(path_of(options.endpoint)),
      wire(contract, without_key_in_notices(options)),
      caller(transport, clock, random, contract, options),
      pages(caller, wire, endpoint_path) {}

Result<Call> ClientCore::call_of(Operation operation) const {
  MUSTER_TRY(auto target, contract.target(operation, endpoint_path));
  return Call{operation, std::move(target), {}, contract.route(operation).effect};
}

Result<Call> ClientCore::call_of(Operation operation, PathId id) const {
  auto target = contract.target(operation, endpoint_path, {{id.name, id.id.text}});
  if (!target) return fail(std::move(target).error());
  return Call{operation, *std::move(target), {}, contract.route(operation).effect};
}

Result<Call> ClientCore::call_of(Operation operation, PathId id, PathId second) const {
  auto target = contract.target(operation, endpoint_path,
                                {{id.name, id.id.text}, {second.name, second.id.text}});
  if (!target) return fail(std::move(target).error());
  return Call{operation, *std::move(target), {}, contract.route(operation).effect};
}

Result<Call> ClientCore::query_of(Operation operation, Arguments query) const {
  MUSTER_TRY(auto target, contract.target(operation, endpoint_path, {}, query));
  return Call{operation, std::move(target), {}, contract.route(operation).effect};
}

Task<Result<void>> ClientCore::act(net::Context context, Result<Call> call) {
  if (!call) co_return fail(std::move(call).error());
  auto answer = co_await caller.call(std::move(context), *std::move(call));
  if (!answer) co_return fail(std::move(answer).error());
  co_return Result<void>();
}

Task<Result<void>> ClientCore::act(net::Context context, Result<Call> call, nlohmann::json body) {
  auto whole = with_body(std::move(call), body);
  auto done = co_await act(std::move(context), std::move(whole));
  co_return done;
}

Task<Result<void>> ClientCore::act_once(net::Context context, Result<Call> call) {
  if (call) call->effect = Effect::accumulates;
  auto done = co_await act(std::move(context), std::move(call));
  co_return done;
}

Task<Result<void>> ClientCore::remove(net::Context context, Result<Call> call) {
  if (call) call->removes = true;
  auto done = co_await act(std::move(context), std::move(call));
  co_return done;
}

Task<Result<RemoteId>> ClientCore::create(net::Context context, Operation operation,
                                          nlohmann::json body, Field one, Field id) {
  auto created = co_await create(std::move(context), call_of(operation), std::move(body), one, id);
  co_return created;
}

Task<Result<RemoteId>> ClientCore::create(net::Context context, Result<Call> call,
                                          nlohmann::json body, Field one, Field id) {
  MUSTER_CO_TRY(auto whole, with_body(std::move(call), body));
  MUSTER_CO_TRY(auto answer, co_await caller.call(std::move(context), std::move(whole)));
  auto created = decode_created(wire, *answer.body, one, id);
  if (created) co_return created;
  co_return fail(Error(Errc::unknown_outcome, created.error().message()).in(answer.call));
}

Client::Client(net::Transport& transport, net::Clock& clock, net::Random& random, Contract contract,
               ClientOptions options)
    : impl_(std::make_unique<Impl>(transport, clock, random, std::move(contract),
                                   std::move(options))) {}

Client::~Client() = default;

const std::string& Client::endpoint() const {
  return impl_->options.endpoint;
}

std::int64_t Client::calls_made() const {
  return impl_->caller.calls_made();
}

}  // namespace muster::api
