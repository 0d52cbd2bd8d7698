#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace muster::api::test {

struct DocumentedOperation {
  std::string method;  // upper case
  std::string path;
  std::string evidence;
  std::string reason;
  std::string summary;
  std::vector<std::string> tags;
  std::multiset<std::string> path_parameters;
  std::vector<std::string> answers;  // status codes and "default"
};

/// What the tests need of api/openapi.yaml.
struct OpenApiDocument {
  std::map<std::string, DocumentedOperation> operations;  // by operationId
  std::vector<std::string> repeated_operation_ids;
  std::map<std::string, std::set<std::string>> properties;        // by schema, inherited ones too
  std::map<std::string, std::vector<std::string>> words;          // by schema: its enum or examples
  std::map<std::string, std::set<std::string>> query_parameters;  // by operationId
  std::vector<std::string> references;                            // every $ref
  std::set<std::string> targets;                                  // what a $ref may name
};

/// Throws what yaml-cpp throws.
OpenApiDocument read_openapi();

}  // namespace muster::api::test
