#pragma once

#include "model/time.hpp"
#include "model/value.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace muster {

// What is not known or empty is null in documents.

inline Value text_or_null(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}
inline Value text_or_null(const std::optional<std::string>& text) {
  return text_or_null(text.value_or(""));
}
inline Value number_or_null(const std::optional<std::int64_t>& number) {
  return number ? Value(*number) : Value();
}
inline Value time_or_null(const std::optional<Timestamp>& time) {
  return time ? Value(format_timestamp(*time)) : Value();
}

}  // namespace muster
