#pragma once

#include "model/field.hpp"
#include "model/key.hpp"
#include "model/preferred.hpp"
#include "model/reference.hpp"
#include "model/text.hpp"
#include "model/time.hpp"
#include "model/units.hpp"
#include "model/value.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster {

// What to_value wrote, read back. Each returns false for a value that to_value never writes; then
// the target is as far as it was understood.

template <class T>
bool take_as(const Value& value, T& target) {
  const T* found = value.get_if<T>();
  if (found != nullptr) target = *found;
  return found != nullptr;
}
template <class Parse, class T>
bool parse_as(const Value& value, T& target, Parse parse) {
  const auto* text = value.get_if<std::string>();
  if (text == nullptr) return false;
  const auto found = parse(*text);
  if (found) target = *found;
  return found.has_value();
}

inline bool from_value(const Value& value, bool& flag) {
  return take_as(value, flag);
}
inline bool from_value(const Value& value, std::int64_t& number) {
  return take_as(value, number);
}
inline bool from_value(const Value& value, std::string& text) {
  return take_as(value, text);
}
inline bool from_value(const Value& value, Gigabytes& size) {
  return parse_as(value, size, parse_gigabytes);
}
inline bool from_value(const Value& value, Duration& length) {
  return parse_as(value, length, parse_duration);
}
inline bool from_value(const Value& value, Ports& ports) {
  return parse_as(value, ports, parse_ports);
}
inline bool from_value(const Value& value, Cidr& cidr) {
  return parse_as(value, cidr, parse_cidr);
}
/// A secret is only a digest: its text stays empty and has to come from elsewhere.
inline bool from_value(const Value& value, SourcedText& text) {
  return value.get_if<SecretDigest>() != nullptr || take_as(value, text.text);
}
template <NamedEnum E>
bool from_value(const Value& value, E& word) {
  return parse_as(value, word, [](const std::string& text) { return parse_enum<E>(text); });
}
template <Kind K>
bool from_value(const Value& value, Reference<K>& reference) {
  const Value* existing = value.find("existing");
  reference.existing = existing != nullptr;
  return from_value(existing == nullptr ? value : *existing, reference.name);
}
template <Described T>
bool from_value(const Value& value, T& object);
template <class T>
bool from_value(const Value& value, Preferred<T>& items) {
  const auto* list = value.get_if<Value::List>();
  if (list == nullptr) return from_value(value, static_cast<T&>(items));
  for (std::size_t i = 0; i < list->size(); ++i)
    if (!from_value((*list)[i], i == 0 ? static_cast<T&>(items) : items.others.emplace_back()))
      return false;
  return !list->empty();
}
template <class T>
bool from_value(const Value& value, std::optional<T>& target) {
  return from_value(value, target.emplace());
}
template <class T>
bool from_value(const Value& value, std::vector<T>& items) {
  const auto* list = value.get_if<Value::List>();
  if (list == nullptr) return false;
  for (const auto& item : *list)
    if (!from_value(item, items.emplace_back())) return false;
  return true;
}
template <class T>
bool from_value(const Value& value, std::map<std::string, T>& items) {
  const auto* map = value.get_if<Value::Map>();
  if (map == nullptr) return false;
  for (const auto& [name, item] : *map)
    if (!from_value(item, items[name])) return false;
  return true;
}
/// Members that are missing keep their defaults; ones that the table does not know are refused.
template <Described T>
bool from_value(const Value& value, T& object) {
  const auto* map = value.get_if<Value::Map>();
  if (map == nullptr) return false;
  std::size_t understood = 0;
  for_each_field(object, [&](const FieldInfo& info, auto& member) {
    const Value* found = value.find(info.name);
    if (found != nullptr && from_value(*found, member)) ++understood;
  });
  return understood == map->size();
}

}  // namespace muster
