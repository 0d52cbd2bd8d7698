#pragma once

#include <cstddef>
#include <initializer_list>
#include <utility>

#include <nlohmann/json.hpp>

namespace muster::sandbox {

/// Answers keep the order in which their fields were written.
using Json = nlohmann::ordered_json;

/// An empty object with room for so many members: one that grows copies all that is in it.
inline Json object_of(std::size_t members) {
  Json::object_t object;
  object.reserve(members);
  return object;
}

struct Member {
  const char* name;
  mutable Json value;  // lists of initializers are read-only otherwise
};

/// The same as a Json made from braces, without copies of what stands in them.
inline Json object(std::initializer_list<Member> members) {
  Json::object_t object;
  object.reserve(members.size());
  for (const auto& member : members) object.emplace_back(member.name, std::move(member.value));
  return object;
}

}  // namespace muster::sandbox
