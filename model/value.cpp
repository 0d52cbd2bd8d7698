#include "model/value.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace muster {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* secret_member = "$secret";
constexpr int depth_max = 64;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

Json to_tree(const Value& value) {
  if (const auto* flag = value.get_if<bool>()) return *flag;
  if (const auto* number = value.get_if<std::int64_t>()) return *number;
  if (const auto* text = value.get_if<std::string>()) return *text;
  if (const auto* secret = value.get_if<SecretDigest>()) return Json{{secret_member, secret->hex}};
  if (const auto* list = value.get_if<Value::List>()) {
    Json array = Json::array();
    for (const auto& item : *list) array.push_back(to_tree(item));
    return array;
  }
  if (const auto* map = value.get_if<Value::Map>()) {
    Json object = Json::object();
    for (const auto& [name, member] : *map) object[name] = to_tree(member);
    return object;
  }
  return nullptr;
}

std::optional<Value> from_tree(const Json& tree, int depth) {
  if (depth > depth_max) return std::nullopt;
  if (tree.is_null()) return Value();
  if (tree.is_boolean()) return Value(tree.get<bool>());
  if (tree.is_number_integer()) return Value(tree.get<std::int64_t>());
  if (tree.is_string()) return Value(tree.get<std::string>());
  if (tree.is_array()) {
    Value::List list;
    list.reserve(tree.size());
    for (const auto& item : tree) {
      auto value = from_tree(item, depth + 1);
      if (!value) return std::nullopt;
      list.push_back(*std::move(value));
    }
    return Value(std::move(list));
  }
  if (!tree.is_object()) return std::nullopt;
  if (tree.size() == 1 && tree.contains(secret_member) && tree[secret_member].is_string())
    return Value(SecretDigest{tree[secret_member].get<std::string>()});
  Value::Map map;
  map.reserve(tree.size());
  for (const auto& [name, item] : tree.items()) {
    auto value = from_tree(item, depth + 1);
    if (!value) return std::nullopt;
    map.emplace_back(name, *std::move(value));
  }
  return Value(std::move(map));
}

}  // namespace

const Value* Value::find(std::string_view name) const {
  const auto* map = get_if<Map>();
  if (map == nullptr) return nullptr;
  const auto member = std::ranges::find(*map, name, &Member::first);
  return member == map->end() ? nullptr : &member->second;
}

const Value* Value::at_path(std::string_view pointer) const {
  const Value* value = this;
  while (!pointer.empty() && value != nullptr) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    value = value->find(pointer.substr(0, end));
    pointer.remove_prefix(end);
  }
  return value;
}

bool Value::operator==(const Value& other) const {
  if (data_.index() != other.data_.index()) return false;
  return std::visit(
      Overloaded{[]<class T>(const std::shared_ptr<T>& a, const std::shared_ptr<T>& b) {
                   return a == b || *a == *b;
                 },
                 []<class T>(const T& a, const T& b) { return a == b; },
                 [](const auto&, const auto&) { return false; }},
      data_, other.data_);
}

std::partial_ordering Value::operator<=>(const Value& other) const {
  const auto by_type = data_.index() <=> other.data_.index();
  if (by_type != 0) return by_type;
  return std::visit(
      Overloaded{[]<class T>(const std::shared_ptr<T>& a, const std::shared_ptr<T>& b)
                     -> std::partial_ordering { return *a <=> *b; },
                 []<class T>(const T& a, const T& b) -> std::partial_ordering { return a <=> b; },
                 [](const auto&, const auto&) -> std::partial_ordering {
                   return std::partial_ordering::unordered;
                 }},
      data_, other.data_);
}

std::string to_json(const Value& value) {
  return to_tree(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Value> value_from_json(std::string_view json) {
  const Json tree = Json::parse(json, nullptr, false);
  if (tree.is_discarded()) return fail(Errc::corrupt, "a recorded value is not JSON");
  auto value = from_tree(tree, 0);
  if (!value) return fail(Errc::corrupt, "a recorded value holds something muster never writes");
  return *std::move(value);
}

std::string to_display(const Value& value) {
  if (value.is_null()) return "(none)";
  if (value.get_if<SecretDigest>() != nullptr) return "(sensitive)";
  if (const auto* list = value.get_if<Value::List>()) {
    std::string text = "[";
    for (const auto& item : *list) text += (text.size() > 1 ? ", " : "") + to_display(item);
    return text + "]";
  }
  if (const auto* map = value.get_if<Value::Map>()) {
    std::string text = "{";
    for (const auto& [name, item] : *map)
      text += (text.size() > 1 ? ", " : "") + name + ": " + to_display(item);
    return text + "}";
  }
  return to_json(value);
}

}  // namespace muster
