#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// Tolerant reading of single values: the API sends numbers as numbers or as text, ids as text or
/// as integers, timestamps with or without zone (documented or inferred). Empty: not such a value.

/// A string, or an integer in decimal.
std::optional<std::string> read_text(const nlohmann::json& value);
/// An integer, a float without fraction, or either as text.
std::optional<std::int64_t> read_integer(const nlohmann::json& value);
/// true and false, 1 and 0, "true" and "false".
std::optional<bool> read_flag(const nlohmann::json& value);
/// ISO 8601 text or Unix seconds.
std::optional<Timestamp> read_timestamp(const nlohmann::json& value);
/// A decimal number in major units, as number or text, in billionths; more digits are rounded.
std::optional<std::int64_t> read_nanos(const nlohmann::json& value);

}  // namespace muster::api
