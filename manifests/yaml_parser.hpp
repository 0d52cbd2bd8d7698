#pragma once

#include "manifests/source_text.hpp"
#include "manifests/yaml_node.hpp"
#include "model/diagnostic.hpp"

#include <vector>

namespace muster {

/// The documents of a file that are not empty, and what is wrong with its YAML: syntax, duplicate
/// or non-scalar keys, merge keys, foreign tags, too much nesting, aliases that grow too large.
/// After a syntax error nothing further of the file is read. Never throws, whatever the bytes.
struct ParsedYaml {
  std::vector<YamlNode> documents;
  Diagnostics diagnostics;  // not annotated with lines
};
ParsedYaml parse_yaml(const SourceText& source);

}  // namespace muster
