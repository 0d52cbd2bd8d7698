#pragma once

#include "manifests/yaml_tokens.hpp"

#include <string>
#include <vector>

namespace muster {

/// The tokens in canonical layout: two blanks a level, lists indented below their key, one blank
/// after `:`, `-` and `,`, at most one empty line in a row, nothing behind the last word of a line.
std::string lay_out(const std::vector<YamlToken>& tokens);

}  // namespace muster
