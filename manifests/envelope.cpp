#include "manifests/envelope.hpp"

#include "manifests/field_reader.hpp"
#include "manifests/read_spec.hpp"
#include "model/suggest.hpp"

#include <array>
#include <utility>

namespace muster {
namespace {

constexpr std::array<std::string_view, 4> envelope_fields = {"apiVersion", "kind", "metadata",
                                                             "spec"};

std::size_t index_of(const YamlNode& document, std::string_view name) {
  const auto key = std::ranges::find(document.keys, name, &YamlNode::text);
  return static_cast<std::size_t>(key - document.keys.begin());
}

/// A text member of the envelope, or null after reporting.
const YamlNode* text_member(const YamlNode& document, std::string_view name, Reader& in) {
  const std::size_t index = index_of(document, name);
  if (index == document.keys.size()) {
    in.fail(document, "missing field `" + std::string(name) + "`",
            name == "apiVersion" ? "write apiVersion: " + std::string(api_version) : "");
    return nullptr;
  }
  const YamlNode& item = document.items[index];
  const Reader::Inside inside(in, name, document.keys[index].mark, item.mark);
  return expect_text(item, {}, in) ? &item : nullptr;
}

bool check_version(const YamlNode& document, Reader& in) {
  const YamlNode* version = text_member(document, "apiVersion", in);
  if (version == nullptr || version->text == api_version) return true;
  in.fail(*version, "unknown apiVersion " + in_quotes(version->text),
          "this muster reads " + std::string(api_version));
  return false;
}

std::optional<Kind> check_kind(const YamlNode& document, Reader& in) {
  const YamlNode* kind = text_member(document, "kind", in);
  if (kind == nullptr) return std::nullopt;
  if (const auto known = parse_enum<Kind>(kind->text)) return known;
  std::vector<std::string_view> names;
  std::string listed;
  for (const auto& [value, name] : enum_names<Kind>) {
    names.push_back(name);
    listed += (listed.empty() ? "" : ", ") + std::string(name);
  }
  const auto meant = nearest(kind->text, names);
  in.fail(*kind, "unknown kind " + in_quotes(kind->text),
          meant ? "did you mean `" + *meant + "`?" : "kinds: " + listed);
  return std::nullopt;
}

void refuse_unknown_members(const YamlNode& document, Reader& in) {
  for (const auto& key : document.keys) {
    if (std::ranges::find(envelope_fields, key.text) != envelope_fields.end()) continue;
    const auto meant = nearest(key.text, envelope_fields);
    in.fail(key, "unknown field " + in_quotes(key.text),
            meant ? "did you mean `" + *meant + "`?"
                  : "a manifest has apiVersion, kind, metadata and spec");
  }
}

Metadata read_metadata(const YamlNode& document, Reader& in) {
  Metadata metadata;
  const std::size_t index = index_of(document, "metadata");
  if (index == document.keys.size()) {
    in.fail(document, "missing field `metadata`", "write metadata: {name: NAME}");
    return metadata;
  }
  const YamlNode& item = document.items[index];
  const Reader::Inside inside(in, "metadata", document.keys[index].mark, item.mark);
  read(item, metadata, {}, in);
  return metadata;
}

void read_document_spec(const YamlNode& document, Resource& resource, Reader& in) {
  const Kind kind = resource.key.kind;
  const std::size_t index = index_of(document, "spec");
  if (index == document.keys.size()) {
    if (kind != Kind::project && kind != Kind::budget) in.fail(document, "missing field `spec`");
    return;
  }
  const YamlNode& item = document.items[index];
  const Reader::Inside inside(in, "spec", document.keys[index].mark, item.mark);
  if (!expect_mapping(item, in)) return;
  const ObjectSchema* const own = &spec_schema(kind);
  const ObjectSchema* const shared = &managed_schema();
  if (is_managed(kind))
    refuse_unknown(item, std::array{own, shared}, in);
  else
    refuse_unknown(item, std::array{own}, in);
  read_spec(item, resource.spec, in);
  if (!is_managed(kind)) return;
  ManagedFields managed;
  read_members(item, managed, in);
  resource.lifecycle = std::move(managed.lifecycle);
  resource.timeouts = managed.timeouts;
}

}  // namespace

std::optional<Kind> peek_kind(const YamlNode& document) {
  const YamlNode* kind = document.find("kind");
  return kind == nullptr ? std::nullopt : parse_enum<Kind>(kind->text);
}

std::optional<Resource> read_resource(const YamlNode& document, Reader& in) {
  in.set_here(document.mark);
  if (document.shape != YamlNode::Shape::mapping) {
    in.fail(document,
            "expected a manifest (a mapping with apiVersion, kind, metadata and spec), "
            "found " +
                std::string(describe(document)));
    return std::nullopt;
  }
  const bool ours = check_version(document, in);
  const auto kind = ours ? check_kind(document, in) : std::nullopt;
  if (!ours) return std::nullopt;
  refuse_unknown_members(document, in);
  Metadata metadata = read_metadata(document, in);
  if (!kind) return std::nullopt;
  Resource resource;
  resource.key = {*kind, std::move(metadata.name)};
  resource.labels = std::move(metadata.labels);
  resource.spec = empty_spec(*kind);
  read_document_spec(document, resource, in);
  resource.field_positions = in.take_positions();
  resource.position = in.position(document.mark);
  return resource;
}

}  // namespace muster
