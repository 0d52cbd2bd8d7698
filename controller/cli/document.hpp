#pragma once

#include "model/value.hpp"

#include <string>

namespace muster::cli {

/// Indented JSON, ends with a newline. What would control a terminal is escaped; what is secret is
/// the text "(sensitive)".
std::string json_document(const Value& value);

/// The same on one line.
std::string json_line(const Value& value);

/// The same as a YAML document.
std::string yaml_document(const Value& value);

}  // namespace muster::cli
