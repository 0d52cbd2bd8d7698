#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace muster {

/// Specialised for each enumeration that users write: its values with their spelling, in the order
/// shown.
template <class E>
inline constexpr auto enum_names = nullptr;

template <class E>
concept NamedEnum =
    std::is_enum_v<E> && !std::is_null_pointer_v<std::remove_cv_t<decltype(enum_names<E>)>>;

template <NamedEnum E>
constexpr std::string_view to_string(E value) {
  for (const auto& [candidate, name] : enum_names<E>)
    if (candidate == value) return name;
  return "?";
}

template <NamedEnum E>
constexpr std::optional<E> parse_enum(std::string_view text) {
  for (const auto& [value, name] : enum_names<E>)
    if (name == text) return value;
  return std::nullopt;
}

}  // namespace muster
