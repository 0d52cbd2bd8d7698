#include "manifests/ignore_paths.hpp"

#include "manifests/source_text.hpp"
#include "model/schema.hpp"
#include "model/suggest.hpp"

#include <string_view>
#include <vector>

namespace muster {
namespace {

struct Problem {
  std::string message;
  std::string hint;
};

Problem unknown_field(std::string_view token, const ObjectSchema& object) {
  std::vector<std::string_view> names;
  for (const auto& field : object.fields) names.push_back(field.info.name);
  const auto meant = nearest(token, names);
  return {"there is no field " + in_quotes(token), meant ? "did you mean `" + *meant + "`?" : ""};
}

Problem check_path(Kind kind, std::string_view path) {
  if (!path.starts_with("/spec/"))
    return {"expected a JSON pointer below /spec, such as /spec/powerState", ""};
  path.remove_prefix(5);
  const ObjectSchema* object = &spec_schema(kind);
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view token = path.substr(0, path.find('/'));
    path.remove_prefix(token.size());
    if (object == nullptr)
      return {"only whole fields can be ignored, not parts of their value", ""};
    const FieldSchema* field = object->find(token);
    if (field == nullptr) return unknown_field(token, *object);
    if (field->info.change == Change::ours)
      return {in_quotes(token) + " is muster's own: there is nothing in the account to ignore", ""};
    object = field->type.object;
  }
  return {};
}

}  // namespace

void check_ignore_paths(const Resource& resource, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < resource.lifecycle.ignore.size(); ++i) {
    auto [message, hint] = check_path(resource.key.kind, resource.lifecycle.ignore[i]);
    if (message.empty()) continue;
    diagnostics.push_back(
        error_at(resource.position_of("/spec/lifecycle/ignore/" + std::to_string(i)),
                 "`lifecycle.ignore[" + std::to_string(i) + "]`: " + message, std::move(hint)));
  }
}

}  // namespace muster
