#pragma once

#include "diff/inventory.hpp"
#include "model/result.hpp"

#include <string>
#include <vector>

namespace muster::cli {

/// Leaves the items that have the name or the id. Errors: not_found, with the nearest name.
Result<void> select(std::vector<InventoryItem>& items, Kind kind, const std::string& name);

/// The one item of that name or id; an id goes before a name. Errors: not_found, with the nearest
/// name; conflict, when several have the name, with their ids.
Result<InventoryItem> pick(std::vector<InventoryItem> items, Kind kind, const std::string& name);

}  // namespace muster::cli
