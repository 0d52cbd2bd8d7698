#include "controller/cli/document.hpp"

#include "diff/plain_json.hpp"
#include "diff/plan_words.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace muster::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json, int indent, bool ascii) {
  return json.dump(indent, ' ', ascii, Json::error_handler_t::replace);
}

/// Text that every YAML reader takes for the same text without quotes.
bool is_plain(const std::string& text) {
  constexpr auto words = std::to_array<std::string_view>(
      {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"});
  std::string lower;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool inside = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
    if (!letter && (lower.empty() || !inside)) return false;
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return !lower.empty() && std::ranges::find(words, lower) == words.end();
}

std::string scalar(const Json& json) {
  if (!json.is_string()) return dump(json, -1, true);
  const auto& text = json.get_ref<const std::string&>();
  if (is_plain(text)) return text;
  // A quoted JSON text is YAML. Escapes only where they are needed: YAML has no surrogate pairs.
  return dump(json, -1, printable(text) != text);
}

void write(const Json& json, std::size_t indent, std::string& out);

void write_member(const Json& json, std::size_t indent, std::string& out) {
  if (json.is_structured() && !json.empty()) {
    out += "\n";
    write(json, indent, out);
  } else {
    out += " " + scalar(json) + "\n";
  }
}

void write(const Json& json, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  if (json.is_object()) {
    for (const auto& [name, member] : json.items()) {
      out += margin + scalar(Json(name)) + ":";
      write_member(member, indent + 2, out);
    }
  } else {
    for (const auto& item : json) {
      if (item.is_structured() && !item.empty()) {
        std::string inner;
        write(item, indent + 2, inner);
        inner.replace(indent, 1, "-");
        out += inner;
      } else {
        out += margin + "- " + scalar(item) + "\n";
      }
    }
  }
}

}  // namespace

std::string json_document(const Value& value) {
  return dump(plain_json(value), 2, true) + "\n";
}

std::string json_line(const Value& value) {
  return dump(plain_json(value), -1, true) + "\n";
}

std::string yaml_document(const Value& value) {
  const Json json = plain_json(value);
  if (!json.is_structured() || json.empty()) return scalar(json) + "\n";
  std::string out;
  write(json, 0, out);
  return out;
}

}  // namespace muster::cli
