#pragma once

#include "api/sandbox/refusal.hpp"
#include "api/sandbox/table.hpp"

#include <string>
#include <string_view>

namespace muster::sandbox {

enum class Spaces { allowed, refused };

/// Documented: 1-50 letters, digits, "-", "_", "."; spaces but for SSH keys; not blank.
Outcome<void> check_name(std::string_view what, std::string_view name, Spaces spaces);

/// The above, and that nothing of the kind has the name: it is unique within the account.
template <class T>
Outcome<void> check_new_name(const Table<T>& table, std::string_view what, const std::string& name,
                             Spaces spaces) {
  if (auto syntax = check_name(what, name, spaces); !syntax) return syntax;
  if (!table.name_taken(name)) return {};
  return refuse(codes::name_already_exists,
                "A " + std::string(what) + " named '" + name + "' already exists");
}

}  // namespace muster::sandbox
