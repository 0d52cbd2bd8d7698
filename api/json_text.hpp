#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// Levels of objects and lists that an answer may have; Barrack's have at most six.
inline constexpr int json_depth_max = 64;

/// What a server sent. Discarded if it is no JSON, or nested deeper than json_depth_max, which
/// takes the parser minutes and its tree the stack.
nlohmann::json parse_json(std::string_view text);

}  // namespace muster::api
