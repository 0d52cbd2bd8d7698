#include "manifests/json_schema.hpp"

#include "manifests/envelope.hpp"
#include "manifests/field_words.hpp"
#include "model/schema.hpp"

#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace muster {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* variable_ref = "#/$defs/variable";

constexpr std::string_view duration_pattern = "^([0-9]+(d|h|ms|m|s))+$";
constexpr std::string_view size_pattern = "^[0-9]+ ?(GB|TB)?$";
constexpr std::string_view ports_pattern = "^[0-9]{1,5}(-[0-9]{1,5})?$";
constexpr std::string_view cidr_pattern = "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$";
constexpr std::string_view name_pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}$";

Json pattern(std::string_view text) {
  return {{"type", "string"}, {"pattern", text}};
}

std::string_view pattern_of(Format format) {
  switch (format) {
    case Format::resource_name:
      return name_pattern;
    case Format::json_pointer:
      return "^/spec/.";
    case Format::url:
      return "^https?://[^/]";
    case Format::decimal:
      return "^[0-9]{1,9}(\\.[0-9]{1,9})?$";
    case Format::date:
      return "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    case Format::time_of_day:
      return "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    case Format::path:
      return ".";
    default:
      return {};
  }
}

/// Makes the schema of a field. Only the Project, where variables are declared, cannot use them.
class Writer {
 public:
  explicit Writer(bool variables) : variables_(variables) {}

  Json object(const ObjectSchema& schema, const ObjectSchema* more = nullptr) const {
    Json made = {{"type", "object"}, {"properties", Json::object()}};
    Json required = Json::array();
    for (const auto* part : {&schema, more}) {
      if (part == nullptr) continue;
      for (const auto& field : part->fields) {
        Json property = type(field.type, field.info);
        property["description"] = describe(field.info);
        made["properties"][std::string(field.info.name)] = std::move(property);
        if (field.info.required) required.push_back(field.info.name);
      }
    }
    if (!required.empty()) made["required"] = std::move(required);
    made["additionalProperties"] = false;
    if (schema.exactly_one) made["minProperties"] = made["maxProperties"] = 1;
    return made;
  }

 private:
  static std::string describe(const FieldInfo& info) {
    std::string text(info.doc);
    if (!info.default_text.empty()) text += " Default: " + std::string(info.default_text) + ".";
    if (info.only_on) text += " Only on the " + std::string(to_string(*info.only_on)) + " tier.";
    if (const auto change = change_words(info.change); !change.empty())
      text += " A change: " + change + ".";
    return text;
  }

  Json or_variable(Json made) const {
    if (!variables_) return made;
    return {{"anyOf", Json::array({std::move(made), {{"$ref", variable_ref}}})}};
  }

  Json bounded(Json made, const FieldInfo& info, const char* min, const char* max) const {
    if (info.min) made[min] = *info.min;
    if (info.max) made[max] = *info.max;
    return made;
  }

  Json text(const FieldInfo& info) const {
    if (info.format == Format::scalar) return {{"type", {"string", "number", "boolean"}}};
    Json made = bounded({{"type", "string"}}, info, "minLength", "maxLength");
    const auto wanted = pattern_of(info.format);
    if (!wanted.empty()) made["pattern"] = wanted;
    if (info.format == Format::decimal)
      made = {{"anyOf", Json::array({std::move(made), {{"type", "number"}, {"minimum", 0}}})}};
    return wanted.empty() && !info.max ? made : or_variable(std::move(made));
  }

  Json sourced_text() const {
    const auto from = [](const char* name, const char* doc) -> Json {
      return {
          {"type", "object"},
          {"properties", {{name, {{"type", "string"}, {"minLength", 1}, {"description", doc}}}}},
          {"required", {name}},
          {"additionalProperties", false}};
    };
    return {{"anyOf", Json::array({{{"type", "string"}, {"minLength", 1}},
                                   from("file", "Path relative to this manifest."),
                                   from("env", "Environment variable; only a digest is kept.")})}};
  }

  Json reference(Kind kind) const {
    const std::string doc = "Name of a " + std::string(to_string(kind)) + " manifest.";
    Json name = pattern(name_pattern);
    name["description"] = doc;
    const Json existing = {
        {"type", "object"},
        {"properties",
         {{"existing",
           {{"type", "string"},
            {"minLength", 1},
            {"description", "Name in the account of what muster does not manage."}}}}},
        {"required", {"existing"}},
        {"additionalProperties", false}};
    Json made = {{"anyOf", Json::array({std::move(name), existing})}};
    if (variables_) made["anyOf"].push_back({{"$ref", variable_ref}});
    return made;
  }

  Json list(const TypeSchema& type, FieldInfo info) const {
    Json made = bounded({{"type", "array"}}, info, "minItems", "maxItems");
    if (info.unordered) made["uniqueItems"] = true;
    made["items"] = this->type(type.element.front(), without_bounds(info));
    return made;
  }

  Json object_or_list(const TypeSchema& type, const FieldInfo& info) const {
    Json list = bounded({{"type", "array"}}, info, "minItems", "maxItems");
    list["items"] = object(*type.object);
    return {{"anyOf", Json::array({object(*type.object), std::move(list)})}};
  }

  static FieldInfo without_bounds(FieldInfo info) {
    info.min.reset();
    info.max.reset();
    return info;
  }

  Json type(const TypeSchema& type, const FieldInfo& info) const {
    const Json number = {{"type", "integer"}};
    switch (type.shape) {
      case Shape::boolean:
        return or_variable({{"type", "boolean"}});
      case Shape::integer:
        return or_variable(bounded(number, info, "minimum", "maximum"));
      case Shape::text:
        return text(info);
      case Shape::sourced_text:
        return sourced_text();
      case Shape::enumeration:
        return or_variable({{"enum", type.words}});
      case Shape::size:
        return or_variable({{"anyOf", Json::array({pattern(size_pattern),
                                                   bounded(number, info, "minimum", "maximum")})}});
      case Shape::duration:
        return or_variable(pattern(duration_pattern));
      case Shape::ports:
        return or_variable(
            {{"anyOf", Json::array({pattern(ports_pattern),
                                    {{"type", "integer"}, {"minimum", 1}, {"maximum", 65535}}})}});
      case Shape::cidr:
        return or_variable(pattern(cidr_pattern));
      case Shape::reference:
        return reference(type.refers_to);
      case Shape::list:
        return list(type, info);
      case Shape::map:
        return {{"type", "object"},
                {"additionalProperties", this->type(type.element.front(), without_bounds(info))}};
      case Shape::object:
        return type.or_list ? object_or_list(type, info) : object(*type.object);
    }
    return true;
  }

  bool variables_;
};

Json when_kind(Kind kind) {
  const std::string name(to_string(kind));
  Json then = {{"properties", {{"spec", {{"$ref", "#/$defs/" + name}}}}}};
  if (kind != Kind::project && kind != Kind::budget) then["required"] = {"spec"};
  return {{"if", {{"properties", {{"kind", {{"const", name}}}}}, {"required", {"kind"}}}},
          {"then", std::move(then)}};
}

Json definitions() {
  Json made = Json::object();
  made["variable"] = pattern("\\$\\{var\\.[^}]+\\}");
  made["variable"]["description"] = "A variable of the Project: ${var.NAME}.";
  for (const auto& [kind, name] : enum_names<Kind>) {
    const Writer writer(kind != Kind::project);
    Json object = writer.object(spec_schema(kind), is_managed(kind) ? &managed_schema() : nullptr);
    object["description"] = kind_doc(kind);
    made[std::string(name)] = std::move(object);
  }
  return made;
}

}  // namespace

std::string json_schema() {
  Json kinds = Json::array();
  Json by_kind = Json::array();
  for (const auto& [kind, name] : enum_names<Kind>) {
    kinds.push_back(name);
    by_kind.push_back(when_kind(kind));
  }
  const Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"$id", "urn:muster:schema:v1"},
      {"title", "muster manifest"},
      {"type", "object"},
      {"properties",
       {{"apiVersion", {{"const", api_version}}},
        {"kind", {{"enum", std::move(kinds)}, {"description", "What the document describes."}}},
        {"metadata", Writer(true).object(schema_detail::object_schema<Metadata>())},
        {"spec", {{"type", "object"}, {"description", "What is wanted."}}}}},
      {"required", {"apiVersion", "kind", "metadata"}},
      {"additionalProperties", false},
      {"allOf", std::move(by_kind)},
      {"$defs", definitions()},
  };
  return schema.dump(2) + "\n";
}

}  // namespace muster
