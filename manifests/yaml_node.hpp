#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Where something begins in a file. Both start at 1; columns count characters.
struct Mark {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Mark&) const = default;
};

/// A YAML document as a tree, aliases expanded, nothing interpreted yet.
struct YamlNode {
  enum class Shape { null, scalar, sequence, mapping };
  Shape shape = Shape::null;
  bool quoted = false;  // a scalar that is text whatever it looks like
  bool failed = false;  // a problem with it has been reported: nothing more is said of it
  Mark mark;
  std::string text;            // of a scalar
  std::vector<YamlNode> keys;  // of a mapping: scalars, one for each item, no two alike
  std::vector<YamlNode> items;

  /// The member of a mapping; null for anything else or when absent.
  const YamlNode* find(std::string_view key) const;
};

/// What a scalar means in the core schema of YAML 1.2.
enum class ScalarType { null, boolean, integer, real, text };

/// `no`, `on`, `0777`, `1_000`, dates and base 60 are text: a number that reads differently in
/// YAML 1.1, 1.2 and by eye is never guessed at.
ScalarType scalar_type(const YamlNode& scalar);
/// Nothing is written there.
bool is_null(const YamlNode& node);
/// The value of an integer scalar: decimal, 0x or 0o. False if it does not fit.
bool scalar_integer(std::string_view text, std::int64_t& value);

/// "a list", "a text", "a number": what stands there, for messages.
std::string_view describe(const YamlNode& node);

}  // namespace muster
