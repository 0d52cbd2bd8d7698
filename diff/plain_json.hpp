#pragma once

#include "model/value.hpp"

#include <nlohmann/json_fwd.hpp>

namespace muster {

/// The value as plain JSON; what is secret is the text "(sensitive)".
nlohmann::ordered_json plain_json(const Value& value);

}  // namespace muster
