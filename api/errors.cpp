#include "api/errors.hpp"

#include "api/codec/envelope.hpp"
#include "api/codec/wire.hpp"
#include "model/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

constexpr std::size_t message_length_max = 500;
constexpr std::size_t code_length_max = 60;
constexpr std::size_t key_length_min = 4;

/// Spellings of error codes that say more than a status of 200, 400 or 403 does; one documented,
/// the others guessed in its style.
constexpr auto codes = std::to_array<std::pair<std::string_view, Errc>>({
    {"UNAUTHORIZED", Errc::unauthorized},
    {"INVALID_API_KEY", Errc::unauthorized},
    {"INSUFFICIENT_CREDITS", Errc::payment_required},
    {"INSUFFICIENT_FUNDS", Errc::payment_required},
    {"FORBIDDEN", Errc::forbidden},
    {"PROFILE_INCOMPLETE", Errc::forbidden},
    {"INVALID_STATE", Errc::conflict},
    {"NAME_ALREADY_EXISTS", Errc::conflict},
    {"RESOURCE_IN_USE", Errc::conflict},
    {"LIMIT_REACHED", Errc::conflict},
    {"OPERATION_IN_PROGRESS", Errc::conflict},
    {"RATE_LIMITED", Errc::rate_limited},
    {"RATE_LIMIT_EXCEEDED", Errc::rate_limited},
    {"TOO_MANY_REQUESTS", Errc::rate_limited},
    {"INTERNAL_ERROR", Errc::unavailable},
    {"INTERNAL_SERVER_ERROR", Errc::unavailable},
    {"SERVICE_UNAVAILABLE", Errc::unavailable},
});

constexpr auto no_stock_words = std::to_array<std::string_view>(
    {"out of stock", "out_of_stock", "no capacity", "no_capacity", "insufficient capacity",
     "insufficient_capacity", "not enough capacity", "insufficient stock", "sold out"});

/// Only calls that need a machine's hardware can fail for want of it; elsewhere the words mean
/// something else.
bool is_no_capacity(Operation operation, const Envelope& envelope) {
  if (operation != Operation::deploy_instance && operation != Operation::restore_instance &&
      operation != Operation::start_instance)
    return false;
  const auto text = lower(envelope.error_code) + "\n" + lower(envelope.message);
  return std::ranges::any_of(
      no_stock_words, [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

std::optional<Errc> by_code(const Envelope& envelope) {
  if (envelope.error_code.ends_with("_NOT_FOUND")) return Errc::not_found;
  const auto* found =
      std::ranges::find(codes, envelope.error_code, &std::pair<std::string_view, Errc>::first);
  return found == codes.end() ? std::nullopt : std::optional(found->second);
}

Errc unavailable(Effect effect) {
  return effect == Effect::accumulates ? Errc::unknown_outcome : Errc::unavailable;
}

Errc by_status(int status, const Envelope& envelope, Effect effect) {
  const auto code = by_code(envelope);
  switch (status) {
    case 400:
    case 422:
      // The upstream answers 400 for wrong states and want of credit (inferred).
      return code == Errc::conflict || code == Errc::payment_required ? *code : Errc::rejected;
    case 401:
      return Errc::unauthorized;
    case 402:
      return Errc::payment_required;
    case 403:
      return code == Errc::payment_required ? *code : Errc::forbidden;
    case 404:
    case 410:
      return Errc::not_found;
    case 408:
      return unavailable(effect);
    case 409:
      return Errc::conflict;
    case 429:
      return Errc::rate_limited;
    case 501:
      return Errc::rejected;
    default:
      break;
  }
  if (status >= 500) return unavailable(effect);
  if (status < 200 || status >= 300) return Errc::rejected;
  const auto meant = code.value_or(Errc::rejected);
  return meant == Errc::unavailable ? unavailable(effect) : meant;
}

/// A list or a lookup without id that is "not found" is a path the server does not have.
bool is_unknown_route(const Contract& contract, const Asked& asked, int status) {
  if (status == 405) return true;
  return status == 404 && asked.effect == Effect::reads &&
         contract.route(asked.operation).path.find('{') == std::string::npos;
}

std::string advice(Errc code) {
  switch (code) {
    case Errc::unauthorized:
      return "Set MUSTER_API_KEY (or MUSTER_API_KEY_FILE) to a key made in the Barrack dashboard.";
    case Errc::payment_required:
      return "Buy credit in the Barrack dashboard, then run this again.";
    case Errc::forbidden:
      return "The account or its key may not do this; its profile may be incomplete.";
    case Errc::no_capacity:
      return "Try again later, or ask for another GPU model or region.";
    default:
      return "";
  }
}

std::string sentence(std::string text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string described(const Contract& contract, const Asked& asked,
                      const net::HttpResponse& response, const Envelope& envelope, bool is_json) {
  std::string text = asked.call + ": " + std::to_string(response.status);
  if (!envelope.error_code.empty()) text += " " + printable(envelope.error_code, code_length_max);
  if (!envelope.message.empty())
    text += ": " + sentence(without_echo(contract, asked,
                                         printable(envelope.message, message_length_max)));
  else if (!is_json && !response.body.empty())
    text += ": " + without_echo(contract, asked, describe_body(response.body));
  if (!envelope.request_id.empty())
    text += " (request " + printable(envelope.request_id, request_id_length_max) + ")";
  return text;
}

}  // namespace

Error error_from_answer(const Contract& contract, const Asked& asked,
                        const net::HttpResponse& response, const nlohmann::json* body,
                        Timestamp now) {
  const auto envelope = body != nullptr ? decode_envelope(contract, *body) : Envelope();
  const int status = response.status;
  auto code = by_status(status, envelope, asked.effect);
  if (is_no_capacity(asked.operation, envelope)) code = Errc::no_capacity;
  auto text = described(contract, asked, response, envelope, body != nullptr);
  std::string hint = advice(code);
  if (is_unknown_route(contract, asked, status)) {
    code = Errc::rejected;
    hint = "The server does not have this path: check the endpoint, or correct the route \"" +
           std::string(to_string(asked.operation)) + "\" in the file spec.api.contract names.";
  } else if (status >= 300 && status < 400) {
    const auto location = net::find_header(response.headers, "Location");
    hint = "The server redirects" +
           (location ? " to " + printable(*location, message_length_max) : std::string()) +
           ", which muster does not follow: check the endpoint.";
  }
  if (!hint.empty()) text += ". " + hint;
  Error error(code, std::move(text));
  if (auto wait = parse_retry_after(response.headers, now))
    error = std::move(error).with_retry_after(*wait);
  return error;
}

std::string describe_body(std::string_view body) {
  constexpr std::size_t excerpt_length = 60;
  const auto start = body.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return "an empty body";
  body.remove_prefix(start);
  // What looks like the API's own data may hold anything, scripts and keys included.
  if (body.front() == '{' || body.front() == '[' || body.front() == '"') return "broken JSON";
  if (body.front() == '<') return "an HTML or XML page";
  return "not JSON but \"" + printable(body, excerpt_length) + "\"";
}

std::string without_echo(const Contract& contract, const Asked& asked, std::string text) {
  constexpr std::size_t piece_length = 12;  // long enough not to be a word that both use
  if (asked.request.empty() || text.size() < piece_length) return text;
  const auto request = nlohmann::json::parse(asked.request, nullptr, /*allow_exceptions=*/false);
  for (const Field field : {Field::script_content, Field::deploy_user_data}) {
    const auto found = request.find(contract.send(field));
    if (!request.is_object() || found == request.end() || !found->is_string()) continue;
    const auto& secret = found->get_ref<const std::string&>();
    for (std::size_t at = 0; at + piece_length <= text.size(); ++at)
      if (secret.find(std::string_view(text).substr(at, piece_length)) != std::string::npos)
        return "(not shown, because it repeats secret content)";
  }
  return text;
}

std::string without_key(std::string text, std::string_view key) {
  constexpr std::string_view stand_in = "[key]";
  if (key.size() < key_length_min) return text;
  for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + stand_in.size()))
    text.replace(at, key.size(), stand_in);
  return text;
}

Error without_key(Error error, std::string_view key) {
  Error clean(error.code(), without_key(error.message(), key));
  for (const auto& frame : error.trail()) clean = std::move(clean).in(without_key(frame, key));
  if (const auto wait = error.retry_after()) clean = std::move(clean).with_retry_after(*wait);
  return clean;
}

}  // namespace muster::api
