#pragma once

#include "api/sandbox/json.hpp"
#include "api/sandbox/refusal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

/// Reads the fields of a request body. Keeps the first thing that is wrong, so that a handler reads
/// all its fields and asks once. null counts as not given, unknown fields are ignored.
class BodyReader {
 public:
  explicit BodyReader(const Json& body) : body_(body) {}

  /// Required and not empty.
  std::string text(std::string_view name);
  std::optional<std::string> optional_text(std::string_view name);
  std::int64_t integer(std::string_view name);
  std::optional<std::int64_t> optional_integer(std::string_view name);
  /// False when not given.
  bool flag(std::string_view name);
  /// A list of strings; empty when not given and not required.
  std::vector<std::string> ids(std::string_view name, bool required);
  /// A list of objects, or nothing.
  std::vector<Json> objects(std::string_view name);

  /// Whether everything read so far was as it should be.
  Outcome<void> done() const;

 private:
  const Json* find(std::string_view name, bool required);
  void wrong(std::string_view name, std::string_view what);

  const Json& body_;
  std::optional<std::string> problem_;
};

}  // namespace muster::sandbox
