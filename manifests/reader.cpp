#include "manifests/reader.hpp"

#include "manifests/formats.hpp"
#include "model/ascii.hpp"
#include "model/suggest.hpp"

#include <algorithm>

namespace muster {
namespace {

std::string escaped(std::string_view token) {
  std::string text;
  for (char c : token) {
    if (c == '~')
      text += "~0";
    else if (c == '/')
      text += "~1";
    else
      text += c;
  }
  return text;
}

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

bool expect_shape(const YamlNode& node, YamlNode::Shape shape, std::string_view what, Reader& in) {
  if (node.shape == shape) return true;
  if (node.failed) return false;
  if (is_null(node))
    in.fail(in.here(), in.label() + " has no value", "leave it out, or give it a value");
  else
    in.fail(node, in.label() + ": expected " + std::string(what) + ", found " +
                      std::string(describe(node)));
  return false;
}

}  // namespace

void Reader::fail(Mark mark, std::string message, std::string hint) {
  if (full()) return;
  diagnostics_.push_back(error_at(source_.position(mark), std::move(message), std::move(hint)));
}

void Reader::fail_unquoted(Mark mark, std::string message, std::string hint) {
  if (full()) return;
  fail(mark, std::move(message), std::move(hint));
  diagnostics_.back().length = 0;
}

Reader::Inside::Inside(Reader& reader, std::string_view token, Mark key, Mark value)
    : reader_(reader), pointer_length_(reader.pointer_.size()), here_(reader.here_) {
  reader_.pointer_ += '/';
  reader_.pointer_ +=
      token.find_first_of("~/") == std::string_view::npos ? std::string(token) : escaped(token);
  reader_.here_ = key;
  reader_.positions_.push_back({reader_.pointer_, value.line, value.column});
}

Reader::Inside::~Inside() {
  reader_.pointer_.resize(pointer_length_);
  reader_.here_ = here_;
}

std::string Reader::label() const {
  std::string_view rest = pointer_;
  if (rest.starts_with("/spec/")) rest.remove_prefix(5);
  std::string text;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const auto token = rest.substr(0, rest.find('/'));
    rest.remove_prefix(token.size());
    const bool index = !token.empty() && std::ranges::all_of(token, is_digit);
    if (index && !text.empty())
      text += "[" + std::string(token) + "]";
    else
      text += (text.empty() ? "" : ".") + std::string(token);
  }
  return text.empty() ? "the document" : in_quotes(text);
}

bool expect_mapping(const YamlNode& node, Reader& in) {
  return expect_shape(node, YamlNode::Shape::mapping, "a mapping", in);
}

bool expect_sequence(const YamlNode& node, Reader& in) {
  return expect_shape(node, YamlNode::Shape::sequence, "a list", in);
}

bool expect_text(const YamlNode& node, const FieldInfo& info, Reader& in) {
  if (!expect_shape(node, YamlNode::Shape::scalar, "a text", in)) return false;
  if (node.failed) return false;
  const ScalarType type = scalar_type(node);
  if (type == ScalarType::text || (info.format == Format::scalar && type != ScalarType::null))
    return true;
  if (type == ScalarType::null)
    in.fail(in.here(), in.label() + " has no value", "leave it out, or give it a value");
  else
    in.fail(node, in.label() + ": expected a text, found " + std::string(describe(node)),
            "write it in quotes: \"" + node.text + "\"");
  return false;
}

void refuse_unknown(const YamlNode& mapping, std::span<const ObjectSchema* const> schemas,
                    Reader& in) {
  for (const auto& key : mapping.keys) {
    if (in.full()) return;
    const bool known = std::ranges::any_of(
        schemas, [&](const ObjectSchema* schema) { return schema->find(key.text) != nullptr; });
    if (known) continue;
    std::vector<std::string_view> names;
    for (const auto* schema : schemas)
      for (const auto& field : schema->fields) names.push_back(field.info.name);
    const auto meant = nearest(key.text, names);
    const bool top = in.pointer().empty();
    in.fail(key,
            "unknown field " + in_quotes(key.text) +
                (top || in.pointer() == "/spec" ? "" : " in " + in.label()),
            meant ? "did you mean `" + *meant + "`?" : "fields here: " + listed(names));
  }
}

void check_given(const YamlNode& mapping, const ObjectSchema& schema, Reader& in) {
  std::vector<std::string_view> names;
  std::vector<const YamlNode*> given;
  for (const auto& field : schema.fields) {
    const auto key = std::ranges::find(mapping.keys, field.info.name, &YamlNode::text);
    if (key != mapping.keys.end()) given.push_back(&*key);
    names.push_back(field.info.name);
    if (key == mapping.keys.end() && field.info.required)
      in.fail(in.here(), "missing field `" + std::string(field.info.name) + "`" +
                             (in.pointer().empty() ? "" : " in " + in.label()));
  }
  if (!schema.exactly_one || given.size() == 1) return;
  if (given.empty())
    in.fail(in.here(), in.label() + " needs one of: " + listed(names));
  else
    in.fail(*given[1], in.label() + " takes only one of: " + listed(names));
}

void check_count(std::size_t count, const FieldInfo& info, const YamlNode& node, Reader& in) {
  const auto found = static_cast<std::int64_t>(count);
  if (info.min && found < *info.min)
    in.fail(node, in.label() + " needs at least " + std::to_string(*info.min) +
                      (*info.min == 1 ? " item" : " items"));
  if (info.max && found > *info.max)
    in.fail(node, in.label() + " has " + std::to_string(found) + " items; at most " +
                      std::to_string(*info.max) + " are allowed");
}

std::optional<std::size_t> read_word(const YamlNode& node, std::span<const std::string_view> words,
                                     Reader& in) {
  if (!expect_text(node, {}, in)) return std::nullopt;
  const auto found = std::ranges::find(words, node.text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto meant = nearest(node.text, words);
  in.fail(node,
          in.label() + ": unknown value " + in_quotes(node.text) + "; one of: " + listed(words),
          meant ? "did you mean `" + *meant + "`?" : "");
  return std::nullopt;
}

void read_reference(const YamlNode& node, std::string& name, bool& existing, Kind kind,
                    Reader& in) {
  const std::string form = "the name of a " + std::string(to_string(kind)) +
                           " manifest, or {existing: NAME} for what muster does not manage";
  const YamlNode* text = &node;
  if (node.shape == YamlNode::Shape::mapping) {
    text = node.find("existing");
    if (text == nullptr || node.keys.size() != 1) {
      in.fail(node, in.label() + ": expected " + form);
      return;
    }
    existing = true;
  } else if (node.shape == YamlNode::Shape::sequence) {
    in.fail(node, in.label() + ": expected " + form + ", found a list");
    return;
  }
  if (!expect_text(*text, {}, in)) return;
  const auto problem = existing ? std::string() : format_problem(Format::resource_name, text->text);
  if (!problem.empty()) in.fail(*text, in.label() + ": " + problem);
  if (existing && text->text.empty()) in.fail(*text, in.label() + " names nothing");
  name = text->text;
}

}  // namespace muster
