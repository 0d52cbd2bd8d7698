#include "diff/field_diff.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::string_view root = "/spec";

/// References stand for the thing of that name, whoever manages it.
Value plain(const TypeSchema& type, const Value& value) {
  if (type.shape == Shape::reference) {
    const Value* existing = value.find("existing");
    return existing == nullptr ? value : *existing;
  }
  if (type.shape != Shape::list) return value;
  const auto* items = value.get_if<Value::List>();
  if (items == nullptr) return value;
  Value::List list;
  for (const auto& item : *items) list.push_back(plain(type.element.front(), item));
  return list;
}

Value as_set(Value value) {
  const auto* given = value.get_if<Value::List>();
  if (given == nullptr || given->size() < 2) return value;
  auto* items = value.edit<Value::List>();
  std::ranges::sort(*items, [](const Value& a, const Value& b) { return (a <=> b) < 0; });
  const auto repeated = std::ranges::unique(*items);
  items->erase(repeated.begin(), repeated.end());
  return value;
}

bool same(const FieldSchema& field, const Value& a, const Value& b) {
  if (a == b) return true;
  const Value left = plain(field.type, a);
  const Value right = plain(field.type, b);
  return field.info.unordered ? as_set(left) == as_set(right) : left == right;
}

bool is_secret(const FieldSchema& field, const Value& value) {
  return field.info.sensitive || value.get_if<SecretDigest>() != nullptr;
}

const Value* member(const Value* value, std::string_view name) {
  return value == nullptr ? nullptr : value->find(name);
}

std::string below(const std::string& path, const FieldSchema& field) {
  return path + "/" + std::string(field.info.name);
}

struct Sides {
  const Value* desired;
  const Value* live;
  const Value* recorded;
};

/// `path` is of the object that the field is of.
void compare_leaf(const FieldSchema& field, const std::string& path, const Sides& sides,
                  bool has_record, std::vector<FieldDifference>& out) {
  if (sides.live != nullptr && same(field, *sides.desired, *sides.live)) return;
  const bool as_recorded =
      sides.recorded != nullptr && same(field, *sides.desired, *sides.recorded);
  if (sides.live == nullptr && (as_recorded || !has_record)) return;
  FieldDifference difference;
  difference.rule = field.info.change;
  difference.change.path = below(path, field);
  const Value* before = sides.live != nullptr ? sides.live : sides.recorded;
  if (before != nullptr) difference.change.before = *before;
  difference.change.after = *sides.desired;
  difference.change.drift = as_recorded;
  difference.change.sensitive =
      is_secret(field, difference.change.after) || is_secret(field, difference.change.before);
  out.push_back(std::move(difference));
}

void compare(const ObjectSchema& schema, const std::string& path, const Sides& sides,
             bool has_record, std::vector<FieldDifference>& out) {
  for (const auto& field : schema.fields) {
    const Sides inner{member(sides.desired, field.info.name), member(sides.live, field.info.name),
                      member(sides.recorded, field.info.name)};
    if (inner.desired == nullptr || field.info.change == Change::ours) continue;
    if (field.type.object != nullptr)
      compare(*field.type.object, below(path, field), inner, has_record, out);
    else
      compare_leaf(field, path, inner, has_record, out);
  }
}

void collect(const ObjectSchema& schema, const std::string& path, const Value& value,
             std::vector<Leaf>& out) {
  for (const auto& field : schema.fields) {
    const Value* inner = value.find(field.info.name);
    if (inner == nullptr) continue;
    std::string inner_path = below(path, field);
    if (field.type.object != nullptr)
      collect(*field.type.object, inner_path, *inner, out);
    else
      out.push_back({std::move(inner_path), *inner, is_secret(field, *inner)});
  }
}

}  // namespace

std::vector<FieldDifference> diff_fields(const ObjectSchema& schema, const Value& desired,
                                         const Value& live, const Value* recorded) {
  std::vector<FieldDifference> out;
  compare(schema, std::string(root), {&desired, &live, recorded}, recorded != nullptr, out);
  return out;
}

Value normalized(const ObjectSchema& schema, Value value) {
  auto* members = value.edit<Value::Map>();
  if (members == nullptr) return value;
  for (auto& [name, inner] : *members) {
    const FieldSchema* field = schema.find(name);
    if (field == nullptr) continue;
    if (field->type.object != nullptr)
      inner = normalized(*field->type.object, std::move(inner));
    else if (field->info.unordered)
      inner = as_set(std::move(inner));
  }
  return value;
}

Value completed(const ObjectSchema& schema, const Value& live, const Value* recorded) {
  Value::Map map;
  map.reserve(schema.fields.size());
  for (const auto& field : schema.fields) {
    const Value* shown = live.find(field.info.name);
    const Value* known = member(recorded, field.info.name);
    if (shown != nullptr && known != nullptr && field.type.object != nullptr)
      map.emplace_back(std::string(field.info.name), completed(*field.type.object, *shown, known));
    else if (shown != nullptr || known != nullptr)
      map.emplace_back(std::string(field.info.name), shown != nullptr ? *shown : *known);
  }
  return map;
}

std::vector<Leaf> leaves(const ObjectSchema& schema, const Value& value) {
  std::vector<Leaf> out;
  collect(schema, std::string(root), value, out);
  return out;
}

bool is_ignored(std::string_view path, const std::vector<std::string>& ignore) {
  return std::ranges::any_of(ignore, [&](std::string_view pointer) {
    return !pointer.empty() && path.starts_with(pointer) &&
           (path.size() == pointer.size() || path[pointer.size()] == '/');
  });
}

Value with_member_of(Value value, std::string_view path, const Value* other) {
  auto* members = value.edit<Value::Map>();
  if (members == nullptr) return value;
  std::string_view name = path.substr(std::min(path.size(), root.size() + 1));
  name = name.substr(0, name.find('/'));
  const Value* replacement = member(other, name);
  const auto place = std::ranges::find(*members, name, &Value::Member::first);
  if (place == members->end()) return value;
  if (replacement != nullptr)
    place->second = *replacement;
  else
    members->erase(place);
  return value;
}

}  // namespace muster
