#include "manifests/yaml_node.hpp"

#include "model/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace muster {
namespace {

std::size_t digits(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

bool all_in(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_integer(std::string_view text) {
  if (text.starts_with("0x")) return all_in(text.substr(2), "0123456789abcdefABCDEF");
  if (text.starts_with("0o")) return all_in(text.substr(2), "01234567");
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() > 1 && text.starts_with('0')) return false;
  return !text.empty() && digits(text) == text.size();
}

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_real(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text == ".inf" || text == ".Inf" || text == ".INF" || text == ".nan" || text == ".NaN" ||
      text == ".NAN")
    return true;
  const std::size_t whole = digits(text);
  if (whole > 1 && text.front() == '0') return false;
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::size_t fraction = digits(text);
    if (whole + fraction == 0) return false;
    text.remove_prefix(fraction);
  } else if (whole == 0) {
    return false;
  }
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && digits(text) == text.size();
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i].text == key) return &items[i];
  return nullptr;
}

ScalarType scalar_type(const YamlNode& scalar) {
  const std::string_view text = scalar.text;
  if (scalar.shape == YamlNode::Shape::null) return ScalarType::null;
  if (scalar.quoted) return ScalarType::text;
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
    return ScalarType::null;
  if (text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" ||
      text == "FALSE")
    return ScalarType::boolean;
  if (is_integer(text)) return ScalarType::integer;
  if (is_real(text)) return ScalarType::real;
  return ScalarType::text;
}

bool is_null(const YamlNode& node) {
  return node.shape == YamlNode::Shape::null ||
         (node.shape == YamlNode::Shape::scalar && scalar_type(node) == ScalarType::null);
}

bool scalar_integer(std::string_view text, std::int64_t& value) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0o")) {
    base = text[1] == 'x' ? 16 : 8;
    text.remove_prefix(2);
  } else if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc{} && end == text.data() + text.size();
}

std::string_view describe(const YamlNode& node) {
  switch (node.shape) {
    case YamlNode::Shape::null:
      return "nothing";
    case YamlNode::Shape::sequence:
      return "a list";
    case YamlNode::Shape::mapping:
      return "a mapping";
    case YamlNode::Shape::scalar:
      break;
  }
  switch (scalar_type(node)) {
    case ScalarType::null:
      return "nothing";
    case ScalarType::boolean:
      return "a boolean";
    case ScalarType::integer:
    case ScalarType::real:
      return "a number";
    case ScalarType::text:
      break;
  }
  return "a text";
}

}  // namespace muster
