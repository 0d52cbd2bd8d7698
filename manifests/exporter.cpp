#include "manifests/exporter.hpp"

#include "manifests/envelope.hpp"
#include "manifests/yaml_text.hpp"
#include "model/schema.hpp"
#include "model/to_value.hpp"

#include <algorithm>

namespace muster {
namespace {

/// `${var.` in a text from elsewhere stands for itself.
std::string without_variables(std::string_view text) {
  constexpr std::string_view opening = "${var.";
  std::string out;
  for (auto start = text.find(opening); start != std::string_view::npos;
       start = text.find(opening)) {
    out += std::string(text.substr(0, start)) + "$" + std::string(opening);
    text.remove_prefix(start + opening.size());
  }
  return out + std::string(text);
}

/// Sizes, durations and ports need no quotes though they begin with a digit, and address blocks
/// mostly.
std::string text_of(const TypeSchema& type, const std::string& text) {
  const bool own_form = type.shape == Shape::size || type.shape == Shape::duration ||
                        type.shape == Shape::ports ||
                        (type.shape == Shape::cidr && text.find(':') == std::string::npos);
  return own_form ? text : yaml_scalar(without_variables(text));
}

const TypeSchema& type_of_member(const TypeSchema& type, const std::string& name) {
  static const TypeSchema text;
  if (type.shape == Shape::map) return type.element.front();
  const FieldSchema* field = type.object == nullptr ? nullptr : type.object->find(name);
  return field == nullptr ? text : field->type;
}

/// Of a list; where one or several may stand, several are of the same type.
const TypeSchema& type_of_item(const TypeSchema& type) {
  return type.element.empty() ? type : type.element.front();
}

std::string on_one_line(const TypeSchema& type, const Value& value) {
  std::string out;
  const auto separate = [&] { out += out.empty() ? "" : ", "; };
  if (const auto* map = value.get_if<Value::Map>()) {
    for (const auto& [name, member] : *map) {
      separate();
      out += yaml_scalar(name) + ": " + on_one_line(type_of_member(type, name), member);
    }
    return "{" + out + "}";
  }
  if (const auto* list = value.get_if<Value::List>()) {
    for (const auto& item : *list) {
      separate();
      out += on_one_line(type_of_item(type), item);
    }
    return "[" + out + "]";
  }
  if (const auto* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const auto* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  const auto* text = value.get_if<std::string>();
  return text == nullptr ? "null" : text_of(type, *text);
}

/// A member of `spec`, behind its key.
std::string member_text(const TypeSchema& type, const Value& value) {
  constexpr std::size_t indent = 4;
  const auto* text = value.get_if<std::string>();
  if (text != nullptr && fits_in_block(*text))
    return " " + yaml_block(without_variables(*text), indent);
  const auto* list = value.get_if<Value::List>();
  if (list == nullptr || list->empty() || type_of_item(type).shape != Shape::object)
    return " " + on_one_line(type, value) + "\n";
  std::string out = "\n";
  for (const auto& item : *list)
    out += std::string(indent, ' ') + "- " + on_one_line(type_of_item(type), item) + "\n";
  return out;
}

/// The members of the spec. Whoever exports a secret text wants it as it is.
Value::Map plain_members(const Spec& spec) {
  return std::visit(
      [](const auto& fields_of_kind) {
        Value::Map members;
        for_each_field(fields_of_kind, [&](FieldInfo info, const auto& member) {
          info.sensitive = false;
          Value value = to_value(member, info, SecretKey{});
          if (!value.is_null()) members.emplace_back(std::string(info.name), std::move(value));
        });
        return members;
      },
      spec);
}

/// What is said of life and patience, as far as no default says it.
Value::Map managed_members(const Resource& resource) {
  Value::Map members;
  const Value usual = to_value(Lifecycle{}, FieldInfo{}, SecretKey{});
  Value::Map lifecycle;
  const Value wanted = to_value(resource.lifecycle, FieldInfo{}, SecretKey{});
  if (const auto* all = wanted.get_if<Value::Map>())
    for (const auto& [name, value] : *all)
      if (const Value* other = usual.find(name); other == nullptr || *other != value)
        lifecycle.emplace_back(name, value);
  if (!lifecycle.empty()) members.emplace_back("lifecycle", std::move(lifecycle));
  if (resource.timeouts != Timeouts{})
    members.emplace_back("timeouts", to_value(resource.timeouts, FieldInfo{}, SecretKey{}));
  return members;
}

std::string spec_text(const ObjectSchema& schema, const Value::Map& members,
                      const std::map<std::string, std::string>& unknown) {
  std::string out;
  for (const auto& field : schema.fields) {
    const std::string name(field.info.name);
    const auto member = std::ranges::find(members, name, &Value::Member::first);
    if (const auto why = unknown.find(name); why != unknown.end())
      out += "  " + name + ": " + yaml_comment("unknown: " + why->second);
    else if (member != members.end())
      out += "  " + name + ":" + member_text(field.type, member->second);
  }
  return out;
}

}  // namespace

std::string export_manifest(const Resource& resource, const ManifestRemarks& remarks) {
  std::string out;
  for (const auto& remark : remarks.above) out += yaml_comment(remark);
  out += "apiVersion: " + std::string(api_version) + "\n";
  out += "kind: " + std::string(to_string(resource.key.kind)) + "\n";
  Value::Map metadata = {{"name", resource.key.name}};
  if (!resource.labels.empty())
    metadata.emplace_back("labels", to_value(resource.labels, FieldInfo{}, SecretKey{}));
  out += "metadata: " + on_one_line(TypeSchema{}, metadata) + "\nspec:\n";
  out += spec_text(spec_schema(resource.key.kind), plain_members(resource.spec), remarks.unknown);
  if (is_managed(resource.key.kind))
    out += spec_text(managed_schema(), managed_members(resource), {});
  return out;
}

}  // namespace muster
