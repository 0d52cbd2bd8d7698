#include "api/codec/words.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

std::optional<AttachmentState> read(const ObjectReader& reader, Field status) {
  const auto word = reader.nonempty(status);
  return word ? reader.wire().state<AttachmentState>(*word) : std::nullopt;
}

}  // namespace

std::string read_region(const ObjectReader& reader, Field field) {
  const auto* region = reader.find(field);
  if (region != nullptr && region->is_object())
    return ObjectReader(reader.wire(), *region, "a region").text(Field::region_name).value_or("");
  return reader.text(field).value_or("");
}

SetupState read_attachment(const ObjectReader& reader, Field status) {
  if (!reader.nonempty(status)) return SetupState::ready;
  const auto state = read(reader, status);
  if (!state) return SetupState::unknown;
  switch (*state) {
    case AttachmentState::attached:
      return SetupState::ready;
    case AttachmentState::error:
      return SetupState::error;
    case AttachmentState::attaching:
    case AttachmentState::detaching:
    case AttachmentState::detached:
      return SetupState::pending;
  }
  return SetupState::unknown;
}

bool is_detached(const ObjectReader& reader, Field status) {
  return read(reader, status) == AttachmentState::detached;
}

}  // namespace muster::api
