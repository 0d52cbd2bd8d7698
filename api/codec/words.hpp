#pragma once

#include "api/codec/object_reader.hpp"
#include "api/net/http_message.hpp"
#include "model/enum_names.hpp"
#include "model/world.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster::api {

/// The state behind a word; `unknown` for none or one nobody told us of (noticed once).
template <class E>
E read_state(Wire& wire, std::string_view word, E unknown) {
  return word.empty() ? unknown : wire.state<E>(word).value_or(unknown);
}

/// A value of an enumeration that manifests spell as the API does, letters of either case
/// (documented: "advanced" and "Advanced" both occur).
template <NamedEnum E>
std::optional<E> read_named(const ObjectReader& reader, Field field) {
  const auto word = reader.nonempty(field);
  if (!word) return std::nullopt;
  for (const auto& [value, name] : enum_names<E>)
    if (net::equal_ignoring_case(name, *word)) return value;
  return std::nullopt;
}

/// A region's name, given as such or as an object; "" when the API does not say.
std::string read_region(const ObjectReader& reader, Field field);

/// What is attached, or about to be; absent counts as attached.
SetupState read_attachment(const ObjectReader& reader, Field status);
/// The attachment is history.
bool is_detached(const ObjectReader& reader, Field status);

}  // namespace muster::api
