#pragma once

#include <nlohmann/json.hpp>

namespace muster::sandbox {

/// Answers keep the order in which their fields were written.
using Json = nlohmann::ordered_json;

}  // namespace muster::sandbox
