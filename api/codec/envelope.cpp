#include "api/codec/envelope.hpp"

#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "model/digest.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

const nlohmann::json* find(const Contract& contract, const nlohmann::json& object, Field field) {
  if (!object.is_object()) return nullptr;
  for (const auto& spelling : contract.name(field).spellings) {
    const auto member = object.find(spelling);
    if (member != object.end() && !member->is_null()) return &*member;
  }
  return nullptr;
}

std::string text_or_empty(const nlohmann::json* value) {
  return value != nullptr ? read_text(*value).value_or("") : "";
}

std::optional<std::int64_t> count(const Contract& contract, const nlohmann::json& body,
                                  Field field) {
  const auto* member = find(contract, body, field);
  if (member == nullptr) {
    const auto* paging = find(contract, body, Field::paging_object);
    member = paging != nullptr ? find(contract, *paging, field) : nullptr;
  }
  auto value = member != nullptr ? read_integer(*member) : std::nullopt;
  return value && *value >= 0 ? value : std::nullopt;
}

/// An object, or the only object of an array.
const nlohmann::json* lone_object(const nlohmann::json* value) {
  if (value != nullptr && value->is_array() && value->size() == 1) value = &value->front();
  return value != nullptr && value->is_object() ? value : nullptr;
}

}  // namespace

Envelope decode_envelope(const Contract& contract, const nlohmann::json& body) {
  Envelope envelope;
  if (const auto* success = find(contract, body, Field::envelope_success))
    envelope.success = read_flag(*success).value_or(true);
  const auto* message = find(contract, body, Field::envelope_message);
  const auto* code = find(contract, body, Field::envelope_error_code);
  if (message != nullptr && message->is_object()) {  // {"error": {"code": ..., "message": ...}}
    if (code == nullptr) code = find(contract, *message, Field::envelope_error_code);
    message = find(contract, *message, Field::envelope_message);
  }
  envelope.message = text_or_empty(message);
  envelope.error_code = text_or_empty(code);
  envelope.request_id = text_or_empty(find(contract, body, Field::envelope_request_id));
  return envelope;
}

std::string print_of(const Contract& contract, std::string_view text) {
  for (const auto& spelling : contract.name(Field::envelope_request_id).spellings) {
    const auto name = text.rfind("\"" + spelling + "\"");
    if (name == std::string_view::npos) continue;
    const auto start = text.find_first_not_of(": \t\r\n", name + spelling.size() + 2);
    if (start == std::string_view::npos || text[start] != '"') continue;
    const auto end = text.find('"', start + 1);
    if (end == std::string_view::npos) continue;
    return sha256_hex(text.substr(0, start)) + sha256_hex(text.substr(end));
  }
  return sha256_hex(text);
}

Result<Page> decode_page(Wire& wire, const nlohmann::json& body, Field list) {
  const auto& contract = wire.contract();
  Page page;
  page.total = count(contract, body, Field::paging_total);
  page.total_pages = count(contract, body, Field::paging_total_pages);
  if (body.is_array()) {
    page.items = &body;
    return page;
  }
  const ObjectReader reader(wire, body, "a list");
  page.items = reader.find(list);
  if (page.items == nullptr && reader.has(list)) return page;
  if (page.items == nullptr)
    return fail(Errc::protocol, "the answer holds no list under " + spelled(contract, list));
  if (!page.items->is_array())
    return fail(Errc::protocol, "the answer's " + spelled(contract, list) + " is not a list");
  return page;
}

Result<const nlohmann::json*> decode_single(Wire& wire, const nlohmann::json& body, Field one,
                                            Field id) {
  const auto& contract = wire.contract();
  if (const auto* object = lone_object(find(contract, body, one))) return object;
  if (const auto* object = lone_object(&body); object != nullptr) {
    if (find(contract, *object, id) != nullptr) return object;
    if (const auto* inner = lone_object(find(contract, *object, one))) return inner;
  }
  return fail(Errc::protocol, "the answer holds no object under " + spelled(contract, one));
}

Result<RemoteId> decode_created(Wire& wire, const nlohmann::json& body, Field one, Field id) {
  MUSTER_TRY(const auto* object, decode_single(wire, body, one, id));
  const ObjectReader created(wire, *object, "a new object");
  if (auto text = created.nonempty(id)) return RemoteId{*std::move(text)};
  return ObjectReader(wire, body, "a new object").id(id);
}

}  // namespace muster::api
