#pragma once

#include "api/net/proxy.hpp"
#include "model/result.hpp"

#include <string>

namespace muster {

/// The value of an environment variable, or, if NAME_FILE is set, what that file holds but for line
/// ends at its end; empty if neither is set. Errors: invalid_input if both are; not_found and io
/// for the file.
Result<std::string> read_secret(const net::EnvironmentLookup& environment, const std::string& name);

}  // namespace muster
