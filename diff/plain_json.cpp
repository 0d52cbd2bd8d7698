#include "diff/plain_json.hpp"

#include <nlohmann/json.hpp>

namespace muster {

nlohmann::ordered_json plain_json(const Value& value) {
  if (value.get_if<SecretDigest>() != nullptr) return "(sensitive)";
  if (const auto* flag = value.get_if<bool>()) return *flag;
  if (const auto* number = value.get_if<std::int64_t>()) return *number;
  if (const auto* text = value.get_if<std::string>()) return *text;
  if (const auto* list = value.get_if<Value::List>()) {
    auto array = nlohmann::ordered_json::array();
    for (const auto& item : *list) array.push_back(plain_json(item));
    return array;
  }
  if (const auto* map = value.get_if<Value::Map>()) {
    auto object = nlohmann::ordered_json::object();
    for (const auto& [name, member] : *map) object[name] = plain_json(member);
    return object;
  }
  return nullptr;
}

}  // namespace muster
