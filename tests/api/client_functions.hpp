#pragma once

#include "api/client.hpp"
#include "api/routes.hpp"

#include <span>
#include <string_view>

namespace muster::api::test {

/// A function of Client, the operation it is for, and what of muster leads to it.
struct ClientFunction {
  Operation operation;
  std::string_view name;
  std::string_view commands;  // "api": only a raw call leads to it
  /// Calls it with made-up arguments.
  Task<Result<void>> (*call)(Client& client);
};

/// All of them. Operations without a row have no function.
std::span<const ClientFunction> client_functions();

}  // namespace muster::api::test
