#pragma once

#include "api/contract.hpp"
#include "api/net/http_message.hpp"
#include "model/error.hpp"
#include "model/time.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// What an answer is an answer to.
struct Asked {
  Operation operation = Operation::list_instances;
  Effect effect = Effect::reads;
  std::string call;               // "GET /api/volumes/", without query
  std::string_view request = {};  // the body that was sent
};

/// `text`, which came from the server, unless it repeats a piece of what the request holds in
/// secret: scripts and user data.
std::string without_echo(const Contract& contract, const Asked& asked, std::string text);

/// The error an answer stands for: by HTTP status first, then by the envelope, since only the
/// former is documented well enough to be relied upon. `body` is null when the answer is no JSON.
/// `now` serves Retry-After in the form of a date. For a 2xx answer the envelope alone decides. 5xx
/// and 408 become unavailable for calls that are safe to repeat, unknown_outcome for others.
Error error_from_answer(const Contract& contract, const Asked& asked,
                        const net::HttpResponse& response, const nlohmann::json* body,
                        Timestamp now);

/// The one form that servers must send: "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<Timestamp> parse_http_date(std::string_view text);

/// Seconds or an HTTP date; never negative, at most a day.
std::optional<Duration> parse_retry_after(const net::Headers& headers, Timestamp now);

/// "an HTML page" and the like: what a body that is not JSON looks like, without quoting more than
/// its harmless beginning.
std::string describe_body(std::string_view body);

/// Replaces each occurrence of the key. Keys of fewer than four characters are no secrets.
std::string without_key(std::string text, std::string_view key);
/// The same for message and trail.
Error without_key(Error error, std::string_view key);

}  // namespace muster::api
