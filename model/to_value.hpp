#pragma once

#include "model/digest.hpp"
#include "model/field.hpp"
#include "model/preferred.hpp"
#include "model/reference.hpp"
#include "model/resource.hpp"
#include "model/text.hpp"
#include "model/time.hpp"
#include "model/units.hpp"
#include "model/value.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace muster {

/// The ledger's own key for the digests that stand for secrets. Never printed.
struct SecretKey {
  std::string bytes;
};

/// One overload a type; structs go through their field table. What the user left out is left out
/// here.
inline Value to_value(bool flag, const FieldInfo&, const SecretKey&) {
  return flag;
}
inline Value to_value(std::int64_t number, const FieldInfo&, const SecretKey&) {
  return number;
}
inline Value to_value(Gigabytes size, const FieldInfo&, const SecretKey&) {
  return format_gigabytes(size);
}
inline Value to_value(Duration length, const FieldInfo&, const SecretKey&) {
  return format_duration(length);
}
inline Value to_value(Ports ports, const FieldInfo&, const SecretKey&) {
  return format_ports(ports);
}
inline Value to_value(const Cidr& cidr, const FieldInfo&, const SecretKey&) {
  return cidr.text;
}
inline Value to_value(const std::string& text, const FieldInfo& info, const SecretKey& key) {
  if (info.sensitive) return SecretDigest{hmac_sha256_hex(key.bytes, text)};
  return text;
}
/// What comes from the environment is secret wherever it is used.
inline Value to_value(const SourcedText& text, const FieldInfo& info, const SecretKey& key) {
  if (info.sensitive || text.origin == SourcedText::Origin::environment)
    return SecretDigest{hmac_sha256_hex(key.bytes, text.text)};
  return text.text;
}
template <NamedEnum E>
Value to_value(E value, const FieldInfo&, const SecretKey&) {
  return std::string(to_string(value));
}
template <Kind K>
Value to_value(const Reference<K>& reference, const FieldInfo&, const SecretKey&) {
  if (reference.existing) return Value::Map{{"existing", reference.name}};
  return reference.name;
}
template <Described T>
Value to_value(const T& object, const FieldInfo& info, const SecretKey& key);
template <class T>
Value to_value(const Preferred<T>& items, const FieldInfo& info, const SecretKey& key);
template <class T>
Value to_value(const std::optional<T>& value, const FieldInfo& info, const SecretKey& key) {
  return value ? to_value(*value, info, key) : Value();
}
template <class T>
Value to_value(const std::vector<T>& items, const FieldInfo& info, const SecretKey& key) {
  Value::List list;
  list.reserve(items.size());
  for (const auto& item : items) list.push_back(to_value(item, info, key));
  return list;
}
template <class T>
Value to_value(const std::map<std::string, T>& items, const FieldInfo& info, const SecretKey& key) {
  Value::Map map;
  for (const auto& [name, item] : items) map.emplace_back(name, to_value(item, info, key));
  return map;
}
template <Described T>
Value to_value(const T& object, const FieldInfo&, const SecretKey& key) {
  Value::Map map;
  map.reserve(std::tuple_size_v<std::remove_cvref_t<decltype(fields<T>)>>);
  for_each_field(object, [&](const FieldInfo& info, const auto& member) {
    Value value = to_value(member, info, key);
    if (!value.is_null()) map.emplace_back(std::string(info.name), std::move(value));
  });
  return map;
}

template <class T>
Value to_value(const Preferred<T>& items, const FieldInfo& info, const SecretKey& key) {
  if (items.others.empty()) return to_value(items.at(0), info, key);
  Value::List list;
  for (std::size_t i = 0; i < items.size(); ++i) list.push_back(to_value(items.at(i), info, key));
  return list;
}

/// The whole spec of any kind.
Value spec_to_value(const Spec& spec, const SecretKey& key);

}  // namespace muster
