#pragma once

#include <string>

namespace muster {

/// A longer text that may live outside the manifest: written in place, or {file: PATH}, or {env:
/// NAME}. It has no operator<<: printing goes through Value, which knows whether it is secret.
struct SourcedText {
  enum class Origin { literal, file, environment };
  std::string text;
  Origin origin = Origin::literal;
  std::string source;  // the path or variable name; not part of the value

  bool operator==(const SourcedText& other) const { return text == other.text; }
};

}  // namespace muster
