#pragma once

#include "manifests/reader.hpp"
#include "model/enum_names.hpp"
#include "model/field.hpp"
#include "model/preferred.hpp"
#include "model/reference.hpp"
#include "model/schema.hpp"
#include "model/time.hpp"
#include "model/units.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// One overload a type; structs go through their field table. Each reports what is wrong with the
/// node and leaves the value as far as it was understood.
void read(const YamlNode& node, bool& value, const FieldInfo& info, Reader& in);
void read(const YamlNode& node, std::int64_t& value, const FieldInfo& info, Reader& in);
void read(const YamlNode& node, std::string& value, const FieldInfo& info, Reader& in);
void read(const YamlNode& node, SourcedText& value, const FieldInfo& info, Reader& in);
void read(const YamlNode& node, Gigabytes& value, const FieldInfo& info, Reader& in);
void read(const YamlNode& node, Duration& value, const FieldInfo& info, Reader& in);
void read(const YamlNode& node, Ports& value, const FieldInfo& info, Reader& in);
void read(const YamlNode& node, Cidr& value, const FieldInfo& info, Reader& in);

template <NamedEnum E>
void read(const YamlNode& node, E& value, const FieldInfo&, Reader& in) {
  static constexpr auto words = [] {
    std::array<std::string_view, enum_names<E>.size()> made;
    std::ranges::transform(enum_names<E>, made.begin(), [](const auto& e) { return e.second; });
    return made;
  }();
  if (const auto index = read_word(node, words, in)) value = enum_names<E>[*index].first;
}

template <Kind K>
void read(const YamlNode& node, Reference<K>& value, const FieldInfo&, Reader& in) {
  read_reference(node, value.name, value.existing, K, in);
}

template <Described T>
void read(const YamlNode& node, T& value, const FieldInfo& info, Reader& in);

template <class T>
void read(const YamlNode& node, std::optional<T>& value, const FieldInfo& info, Reader& in) {
  read(node, value.emplace(), info, in);
}

/// Bounds of a list or map count its elements and say nothing of each.
inline FieldInfo info_of_element(FieldInfo info) {
  info.min.reset();
  info.max.reset();
  return info;
}

/// `order`: the items that could be read; the others have been reported and repeat nothing.
template <class T>
void refuse_repeats(const std::vector<T>& items, std::vector<std::size_t> order,
                    const YamlNode& node, Reader& in) {
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return items[a] < items[b] || (items[a] == items[b] && a < b);
  });
  for (std::size_t i = 1; i < order.size(); ++i)
    if (items[order[i]] == items[order[i - 1]] && !node.items[order[i]].failed)
      in.fail(node.items[order[i]], in.label() + " lists the same thing twice");
}

template <class T>
void read(const YamlNode& node, std::vector<T>& value, const FieldInfo& info, Reader& in) {
  if (!expect_sequence(node, in)) return;
  check_count(node.items.size(), info, node, in);
  const FieldInfo element = info_of_element(info);
  std::vector<std::size_t> readable;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const YamlNode& item = node.items[i];
    const Reader::Inside inside(in, std::to_string(i), item.mark, item.mark);
    const std::size_t problems = in.problems();
    read(item, value.emplace_back(), element, in);
    if (in.problems() == problems) readable.push_back(i);
  }
  if constexpr (std::totally_ordered<T>)
    if (info.unordered) refuse_repeats(value, std::move(readable), node, in);
}

/// One mapping, or a list of them.
template <class T>
void read(const YamlNode& node, Preferred<T>& value, const FieldInfo& info, Reader& in) {
  if (node.shape != YamlNode::Shape::sequence) return read(node, static_cast<T&>(value), info, in);
  std::vector<T> items;
  read(node, items, info, in);
  if (items.empty()) return;
  static_cast<T&>(value) = std::move(items.front());
  value.others.assign(std::move_iterator(items.begin() + 1), std::move_iterator(items.end()));
}

template <class T>
void read(const YamlNode& node, std::map<std::string, T>& value, const FieldInfo& info,
          Reader& in) {
  if (!expect_mapping(node, in)) return;
  check_count(node.items.size(), info, node, in);
  const FieldInfo element = info_of_element(info);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const YamlNode& key = node.keys[i];
    const Reader::Inside inside(in, key.text, key.mark, node.items[i].mark);
    if (key.text.empty()) in.fail(key, "an empty key");
    read(node.items[i], value[key.text], element, in);
  }
}

/// The fields of the table that the mapping has; unknown keys are the caller's.
template <Described T>
void read_members(const YamlNode& mapping, T& value, Reader& in) {
  check_given(mapping, schema_detail::object_schema<T>(), in);
  for_each_field(value, [&](const FieldInfo& info, auto& member) {
    const auto key = std::ranges::find(mapping.keys, info.name, &YamlNode::text);
    if (key == mapping.keys.end()) return;
    const YamlNode& item = mapping.items[static_cast<std::size_t>(key - mapping.keys.begin())];
    const Reader::Inside inside(in, info.name, key->mark, item.mark);
    read(item, member, info, in);
  });
}

template <Described T>
void read(const YamlNode& node, T& value, const FieldInfo&, Reader& in) {
  if (!expect_mapping(node, in)) return;
  const std::array schemas = {&schema_detail::object_schema<T>()};
  refuse_unknown(node, schemas, in);
  read_members(node, value, in);
}

}  // namespace muster
