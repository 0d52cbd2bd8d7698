#include "api/codec/wire.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// A server that makes up member names must not fill the log or the memory.
constexpr std::size_t notices_max = 200;
constexpr std::size_t notice_length_max = 300;

/// Under which prefix the contract files an object's members.
constexpr std::array<std::string_view, static_cast<std::size_t>(Schema::count_)> prefixes = {
    "instance", "rule", "ssh_key", "script", "volume", "firewall", "snapshot", "image"};

/// Members that many objects carry and that muster has no use for (inferred).
constexpr auto unused = std::to_array<std::string_view>(
    {"power_state", "vm_state", "updated_at", "description", "script_id"});

std::string_view prefix_of(std::string_view key) {
  return key.substr(0, key.find('.'));
}

}  // namespace

Wire::Wire(const Contract& contract, std::function<void(std::string)> on_notice)
    : contract_(contract), on_notice_(std::move(on_notice)) {
  for (std::size_t schema = 0; schema < prefixes.size(); ++schema) {
    for (const auto name : unused) known_[schema].emplace(name);
    for (const auto& row : standard_names()) {
      const auto prefix = prefix_of(row.key);
      // Flat answers carry the envelope beside the object.
      if (prefix != prefixes[schema] && prefix != "envelope") continue;
      const auto& spellings = contract_.name(row.field).spellings;
      known_[schema].insert(spellings.begin(), spellings.end());
    }
  }
}

void Wire::notice(std::string_view text) {
  if (!on_notice_ || said_.contains(text) || said_.size() >= notices_max) return;
  said_.emplace(text);
  on_notice_(printable(text, notice_length_max));
  if (said_.size() == notices_max)
    on_notice_("the API's answers hold more surprises than are worth telling");
}

void Wire::notice_unknown(Schema schema, const nlohmann::json& object) {
  const auto index = static_cast<std::size_t>(schema);
  for (const auto& member : object.items()) {
    if (known_[index].contains(member.key())) continue;
    notice("the API sends \"" + printable(member.key(), word_length_max) + "\" in its " +
           std::string(prefixes[index]) + " objects, which muster does not know; ignored");
  }
}

void Wire::notice_state(std::string_view word) {
  notice("the API uses the state \"" + printable(word, word_length_max) +
         "\", which muster does not know");
}

std::string spelled(const Contract& contract, Field field) {
  const auto& spellings = contract.name(field).spellings;
  std::string text;
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    if (i > 0) text += i + 1 == spellings.size() ? " or " : ", ";
    text += spellings[i];
  }
  const auto key = standard_names()[static_cast<std::size_t>(field)].key;
  return text + " (" + std::string(key) + " in the contract)";
}

std::string printable(std::string_view text, std::size_t length_max) {
  std::string out;
  for (const char c : text.substr(0, length_max)) out += c >= ' ' && c <= '~' ? c : '?';
  if (text.size() > length_max) out += "...";
  return out;
}

}  // namespace muster::api
