#include "api/codec/object_reader.hpp"

#include "api/codec/scalar.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {

const nlohmann::json* ObjectReader::find(Field field) const {
  if (!object_.is_object()) return nullptr;
  for (const auto& spelling : wire_.contract().name(field).spellings) {
    const auto member = object_.find(spelling);
    if (member != object_.end() && !member->is_null()) return &*member;
  }
  return nullptr;
}

bool ObjectReader::has(Field field) const {
  if (!object_.is_object()) return false;
  for (const auto& spelling : wire_.contract().name(field).spellings)
    if (object_.contains(spelling)) return true;
  return false;
}

std::optional<std::string> ObjectReader::text(Field field) const {
  const auto* member = find(field);
  return member != nullptr ? read_text(*member) : std::nullopt;
}

std::optional<std::string> ObjectReader::nonempty(Field field) const {
  auto value = text(field);
  return value && !value->empty() ? std::move(value) : std::nullopt;
}

std::optional<std::int64_t> ObjectReader::integer(Field field) const {
  const auto* member = find(field);
  return member != nullptr ? read_integer(*member) : std::nullopt;
}

std::optional<Timestamp> ObjectReader::timestamp(Field field) const {
  const auto* member = find(field);
  return member != nullptr ? read_timestamp(*member) : std::nullopt;
}

bool ObjectReader::flag(Field field, bool otherwise) const {
  const auto* member = find(field);
  return member != nullptr ? read_flag(*member).value_or(otherwise) : otherwise;
}

Result<RemoteId> ObjectReader::id(Field field) const {
  MUSTER_TRY(auto value, required_text(field));
  return RemoteId{std::move(value)};
}

Result<std::string> ObjectReader::required_text(Field field) const {
  auto value = nonempty(field);
  if (!value) return fail(missing(field));
  return *std::move(value);
}

Error ObjectReader::missing(Field field) const {
  return {Errc::protocol, std::string("the answer holds ") + what_ + " without a usable member " +
                              spelled(wire_.contract(), field)};
}

}  // namespace muster::api
