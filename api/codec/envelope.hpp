#pragma once

#include "api/codec/wire.hpp"
#include "model/key.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// Longer ones are cut where they are shown or kept.
inline constexpr std::size_t request_id_length_max = 40;

/// What every answer may carry beside its payload.
struct Envelope {
  bool success = true;  // absent counts as true: the HTTP status has spoken already
  std::string message;
  std::string error_code;
  std::string request_id;
};
/// `body` may be anything.
Envelope decode_envelope(const Contract& contract, const nlohmann::json& body);

/// A digest of the text of an answer that does not depend on the id of its request, which is
/// another each time (documented).
std::string print_of(const Contract& contract, std::string_view text);

/// One page of a list.
struct Page {
  const nlohmann::json* items = nullptr;  // an array; null: the list is null, that is empty
  std::optional<std::int64_t> total;
  std::optional<std::int64_t> total_pages;
};
/// Points into `body`. Errors: protocol, naming where the list was looked for.
Result<Page> decode_page(Wire& wire, const nlohmann::json& body, Field list);

/// The single object of an answer: under its own member, alone in an array, or the answer itself
/// when that has the object's id. Points into `body`. Errors: protocol.
Result<const nlohmann::json*> decode_single(Wire& wire, const nlohmann::json& body, Field one,
                                            Field id);

/// The id in the answer to a creating call, wherever it stands. Errors: protocol.
Result<RemoteId> decode_created(Wire& wire, const nlohmann::json& body, Field one, Field id);

}  // namespace muster::api
