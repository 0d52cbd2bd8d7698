#include "api/caller.hpp"

#include "api/codec/envelope.hpp"
#include "api/json_text.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

std::string name_of(const Contract& contract, const Call& call) {
  return contract.route(call.operation).method + " " + call.target.substr(0, call.target.find('?'));
}

/// A reading call cannot have done anything, and one that may not be repeated cannot be known to
/// have done nothing.
Error as_seen_by_caller(Error error, Effect effect) {
  Errc code = error.code();
  if (effect == Effect::reads && code == Errc::unknown_outcome) code = Errc::unavailable;
  if (effect == Effect::accumulates && code == Errc::protocol) code = Errc::unknown_outcome;
  if (code == error.code()) return error;
  Error changed(code, error.message());
  for (const auto& frame : error.trail()) changed = std::move(changed).in(frame);
  return changed;
}

bool is_success(int status) {
  return status >= 200 && status < 300;
}

Error about(Error error, std::string call) {
  return std::move(error).in(std::move(call));
}

/// Errors that say nothing was changed, or that the call was refused, which after a lost answer may
/// not be so: the refusal may only mean that the first try worked.
bool is_doubtful(Errc code) {
  return code == Errc::conflict || code == Errc::rejected || code == Errc::not_found ||
         code == Errc::connect_failed || code == Errc::tls_failed || code == Errc::timed_out;
}

Error doubted(Error error) {
  Error doubt(Errc::unknown_outcome,
              error.message() + "; an earlier try, whose answer was lost, may have taken effect");
  for (const auto& frame : error.trail()) doubt = std::move(doubt).in(frame);
  return doubt;
}

}  // namespace

Caller::Caller(net::Transport& transport, net::Clock& clock, net::Random& random,
               const Contract& contract, const ClientOptions& options)
    : transport_(transport),
      clock_(clock),
      random_(random),
      contract_(contract),
      options_(options),
      policy_{.attempts_max = std::max(options.attempts_max, 1)},
      governor_(clock, {options.calls_per_minute, options.concurrency}) {}

Task<Result<Answer>> Caller::call(net::Context context, Call call) {
  const auto trace = context.trace();
  auto answer = co_await repeat(std::move(context), std::move(call));
  if (!answer) co_return fail(without_key(std::move(answer).error(), options_.api_key));
  answer->call = without_key(std::move(answer->call), options_.api_key);
  if (trace && !answer->request_id.empty()) trace->request_id = answer->request_id;
  co_return answer;
}

Task<Result<Answer>> Caller::repeat(net::Context context, Call call) {
  const auto name = name_of(contract_, call);
  bool doubt = false;
  for (int attempt = 1;; ++attempt) {
    auto answer = co_await send_once(context, call);
    if (answer) co_return answer;
    Error error = as_seen_by_caller(std::move(answer).error(), call.effect);
    if (doubt && call.removes && error.code() == Errc::not_found)
      co_return Answer{std::make_shared<const nlohmann::json>(), name, ""};
    doubt = doubt || (call.effect != Effect::reads && may_have_acted(error.code()));
    const auto delay = retry_delay(policy_, call.effect, error, attempt, random_);
    const auto now = clock_.now();
    if (!delay || (context.deadline() - now) <= *delay) {
      if (doubt && is_doubtful(error.code())) error = doubted(std::move(error));
      if (attempt > 1)
        error = std::move(error).in("gave up after " + std::to_string(attempt) + " tries");
      co_return fail(std::move(error));
    }
    auto waited = co_await pause_until(clock_, context, now + *delay);
    if (!waited) co_return fail(about(std::move(waited).error(), name));
  }
}

net::HttpRequest Caller::request_for(std::string method, std::string target,
                                     std::string body) const {
  net::HttpRequest request{std::move(method), std::move(target), {}, std::move(body)};
  request.headers.emplace_back(contract_.auth_header(), contract_.auth_value(options_.api_key));
  request.headers.emplace_back("Accept", "application/json");
  request.headers.emplace_back("User-Agent", "muster");
  if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  return request;
}

Task<Result<Answer>> Caller::send_once(net::Context context, const Call& call) {
  const Asked asked{call.operation, call.effect, name_of(contract_, call), call.body};
  auto request = request_for(contract_.route(call.operation).method, call.target, call.body);
  MUSTER_CO_TRY(auto response,
                co_await exchange(std::move(context), std::move(request), asked.call));
  std::string print = call.wants_print ? print_of(contract_, response.body) : std::string();
  if (!print.empty() && print == call.known_print && is_success(response.status))
    co_return Answer{.body = std::make_shared<const nlohmann::json>(),
                     .call = asked.call,
                     .print = std::move(print),
                     .known = std::move(response.body)};
  MUSTER_CO_TRY(auto answer, read(asked, std::move(response)));
  answer.print = std::move(print);
  co_return answer;
}

Result<Answer> Caller::read_known(const Call& call, Answer answer) const {
  const Asked asked{call.operation, call.effect, name_of(contract_, call), call.body};
  return read(asked, {.status = 200, .body = std::move(answer.known).value_or("")});
}

Task<Result<net::HttpResponse>> Caller::exchange(net::Context context, net::HttpRequest request,
                                                 std::string name) {
  auto admission = co_await governor_.admit(context);
  if (!admission) co_return fail(about(std::move(admission).error(), std::move(name)));
  ++calls_made_;
  auto limited = context.within(clock_, options_.request_timeout);
  auto response = co_await transport_.send(std::move(limited), std::move(request));
  admission->permit.release();
  if (!response) co_return fail(about(std::move(response).error(), std::move(name)));
  inform_governor(*response, admission->at);
  co_return response;
}

Task<Result<RawAnswer>> Caller::send_raw(net::Context context, std::string method,
                                         std::string target, std::string body) {
  const auto effect = method == "GET" ? Effect::reads : Effect::accumulates;
  std::string name = method + " " + target.substr(0, target.find('?'));
  auto request = request_for(std::move(method), std::move(target), std::move(body));
  auto response = co_await exchange(std::move(context), std::move(request), std::move(name));
  if (!response)
    co_return fail(
        without_key(as_seen_by_caller(std::move(response).error(), effect), options_.api_key));
  RawAnswer answer{response->status, {}, without_key(std::move(response->body), options_.api_key)};
  for (auto& [header, value] : response->headers)
    answer.headers.emplace_back(header, without_key(std::move(value), options_.api_key));
  co_return answer;
}

Error Caller::refusal(const Asked& asked, net::HttpResponse response) const {
  // Before the message is shortened, lest half a key is left of a whole one.
  response.body = without_key(std::move(response.body), options_.api_key);
  const auto body = parse_json(response.body);
  return error_from_answer(contract_, asked, response, body.is_object() ? &body : nullptr,
                           clock_.wall_now());
}

void Caller::inform_governor(const net::HttpResponse& response, net::TimePoint admitted_at) {
  const auto retry_after = parse_retry_after(response.headers, clock_.wall_now());
  const auto before = governor_.paused_until();
  if (response.status == 429)
    governor_.refused(admitted_at, retry_after);
  else if (response.status == 503)
    governor_.overloaded(admitted_at, retry_after);
  else
    governor_.succeeded();
  if (governor_.paused_until() > before && options_.on_pause)
    options_.on_pause(
        std::chrono::duration_cast<Duration>(governor_.paused_until() - clock_.now()));
}

Result<Answer> Caller::read(const Asked& asked, net::HttpResponse response) const {
  if (!is_success(response.status)) return fail(refusal(asked, std::move(response)));
  if (response.body.find_first_not_of(" \t\r\n") == std::string::npos)
    return Answer{std::make_shared<const nlohmann::json>(), asked.call, ""};
  const auto body = std::make_shared<const nlohmann::json>(parse_json(response.body));
  if (!body->is_object() && !body->is_array())
    return fail(about(
        Error(Errc::protocol, "expected a JSON object, but the answer (" +
                                  std::to_string(response.status) + ") is " +
                                  without_echo(contract_, asked, describe_body(response.body))),
        asked.call));
  const auto envelope = decode_envelope(contract_, *body);
  if (!envelope.success) return fail(refusal(asked, std::move(response)));
  auto call = asked.call;
  // Before it is shortened, lest half a key is left of a whole one.
  auto request_id =
      printable(without_key(envelope.request_id, options_.api_key), request_id_length_max);
  if (!request_id.empty()) call += " (request " + request_id + ")";
  return Answer{body, std::move(call), std::move(request_id)};
}

}  // namespace muster::api
