#include "tests/api/openapi_document.hpp"

#include <algorithm>
#include <cctype>

#include <yaml-cpp/yaml.h>

namespace muster::api::test {
namespace {

constexpr std::string_view schema_prefix = "#/components/schemas/";
constexpr int inheritance_depth_max = 8;

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string text_of(const YAML::Node& node) {
  return node ? node.as<std::string>() : "";
}

std::string last_segment(const std::string& reference) {
  return reference.substr(reference.rfind('/') + 1);
}

void collect_references(const YAML::Node& node, std::vector<std::string>& out) {
  if (node.IsMap()) {
    for (const auto& entry : node) {
      if (entry.first.as<std::string>() == "$ref") out.push_back(entry.second.as<std::string>());
      collect_references(entry.second, out);
    }
  } else if (node.IsSequence()) {
    for (const auto& item : node) collect_references(item, out);
  }
}

void collect_properties(const YAML::Node& schemas, const YAML::Node& schema, int depth,
                        std::set<std::string>& out) {
  if (depth > inheritance_depth_max) return;
  for (const auto& entry : schema["properties"]) out.insert(entry.first.as<std::string>());
  for (const auto& kind : {"allOf", "oneOf"})
    for (const auto& part : schema[kind]) collect_properties(schemas, part, depth + 1, out);
  collect_properties(schemas, schema["items"] ? schema["items"] : YAML::Node(), depth + 1, out);
  const auto reference = text_of(schema["$ref"]);
  if (reference.starts_with(schema_prefix))
    collect_properties(schemas, schemas[last_segment(reference)], depth + 1, out);
}

DocumentedOperation read_operation(const YAML::Node& node, const YAML::Node& parameters,
                                   std::set<std::string>& query) {
  DocumentedOperation operation;
  operation.evidence = text_of(node["x-evidence"]);
  operation.reason = text_of(node["x-evidence-reason"]);
  operation.summary = text_of(node["summary"]);
  for (const auto& tag : node["tags"]) operation.tags.push_back(tag.as<std::string>());
  for (const auto& answer : node["responses"])
    operation.answers.push_back(answer.first.as<std::string>());
  for (const auto& use : node["parameters"]) {
    const auto parameter = parameters[last_segment(text_of(use["$ref"]))];
    if (text_of(parameter["in"]) == "path")
      operation.path_parameters.insert(text_of(parameter["name"]));
    else
      query.insert(text_of(parameter["name"]));
  }
  return operation;
}

}  // namespace

OpenApiDocument read_openapi() {
  const auto root = YAML::LoadFile(MUSTER_SOURCE_DIR "/api/openapi.yaml");
  const YAML::Node components = root["components"];
  OpenApiDocument document;
  for (const auto& path : root["paths"]) {
    for (const auto& method : path.second) {
      const auto id = text_of(method.second["operationId"]);
      auto operation =
          read_operation(method.second, components["parameters"], document.query_parameters[id]);
      operation.path = path.first.as<std::string>();
      operation.method = upper(method.first.as<std::string>());
      if (!document.operations.emplace(id, std::move(operation)).second)
        document.repeated_operation_ids.push_back(id);
    }
  }
  const YAML::Node schemas = components["schemas"];
  for (const auto& schema : schemas) {
    const auto name = schema.first.as<std::string>();
    collect_properties(schemas, schema.second, 0, document.properties[name]);
    for (const auto& list : {"enum", "examples"})
      for (const auto& word : schema.second[list])
        if (word.IsScalar()) document.words[name].push_back(word.as<std::string>());
  }
  for (const auto& section : components)
    for (const auto& entry : section.second)
      document.targets.insert("#/components/" + section.first.as<std::string>() + "/" +
                              entry.first.as<std::string>());
  collect_references(root, document.references);
  return document;
}

}  // namespace muster::api::test
