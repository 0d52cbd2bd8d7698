#pragma once

#include "controller/reconcile/status.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Puts the condition in place of the one of its type. The time of the last transition moves only
/// when the status does. Returns whether anything but that time is new.
bool set_condition(std::vector<Condition>& conditions, Condition condition, Timestamp now);

const Condition* find_condition(const std::vector<Condition>& conditions, std::string_view type);

/// Whether the condition is there and true.
bool is_true(const std::vector<Condition>& conditions, std::string_view type);

}  // namespace muster
