#include "api/sandbox/body_reader.hpp"

namespace muster::sandbox {

constexpr std::size_t items_max = 1000;

const Json* BodyReader::find(std::string_view name, bool required) {
  const auto found = body_.find(name);
  if (found != body_.end() && !found->is_null()) return &*found;
  if (required) wrong(name, "is required");
  return nullptr;
}

void BodyReader::wrong(std::string_view name, std::string_view what) {
  if (!problem_) problem_ = std::string(name) + " " + std::string(what);
}

std::string BodyReader::text(std::string_view name) {
  const Json* field = find(name, true);
  if (field == nullptr) return {};
  if (!field->is_string()) {
    wrong(name, "must be a string");
    return {};
  }
  auto value = field->get<std::string>();
  if (value.empty()) wrong(name, "must not be empty");
  return value;
}

std::optional<std::string> BodyReader::optional_text(std::string_view name) {
  if (const Json* field = find(name, false); field != nullptr) {
    if (field->is_string()) return field->get<std::string>();
    wrong(name, "must be a string");
  }
  return std::nullopt;
}

std::int64_t BodyReader::integer(std::string_view name) {
  if (find(name, true) == nullptr) return 0;
  return optional_integer(name).value_or(0);
}

std::optional<std::int64_t> BodyReader::optional_integer(std::string_view name) {
  const Json* field = find(name, false);
  if (field == nullptr) return std::nullopt;
  // Numbers beyond int64 are refused too: nothing here is that large.
  constexpr std::uint64_t largest = INT64_MAX;
  const bool fits = field->is_number_integer() &&
                    !(field->is_number_unsigned() && field->get<std::uint64_t>() > largest);
  if (fits) return field->get<std::int64_t>();
  wrong(name, "must be an integer");
  return std::nullopt;
}

bool BodyReader::flag(std::string_view name) {
  const Json* field = find(name, false);
  if (field == nullptr) return false;
  if (field->is_boolean()) return field->get<bool>();
  wrong(name, "must be true or false");
  return false;
}

std::vector<std::string> BodyReader::ids(std::string_view name, bool required) {
  std::vector<std::string> out;
  const Json* field = find(name, required);
  if (field == nullptr) return out;
  if (!field->is_array() || field->size() > items_max) {
    wrong(name, "must be a list of at most 1000 strings");
    return out;
  }
  for (const Json& item : *field) {
    if (!item.is_string()) {
      wrong(name, "must be a list of at most 1000 strings");
      return out;
    }
    out.push_back(item.get<std::string>());
  }
  return out;
}

std::vector<Json> BodyReader::objects(std::string_view name) {
  std::vector<Json> out;
  const Json* field = find(name, false);
  if (field == nullptr) return out;
  if (!field->is_array() || field->size() > items_max) {
    wrong(name, "must be a list of at most 1000 objects");
    return out;
  }
  for (const Json& item : *field) {
    if (!item.is_object()) {
      wrong(name, "must be a list of at most 1000 objects");
      return out;
    }
    out.push_back(item);
  }
  return out;
}

Outcome<void> BodyReader::done() const {
  if (!problem_) return {};
  return refuse(codes::validation_error, *problem_);
}

}  // namespace muster::sandbox
