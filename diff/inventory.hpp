#pragma once

#include "model/key.hpp"
#include "model/value.hpp"
#include "model/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// One fact about a thing, for a column or a member.
struct InventoryField {
  std::string name;   // "publicIp"
  Value value;        // null when the account does not say
  bool wide = false;  // only where there is room
};

/// A thing of the account, or a record whose thing is gone.
struct InventoryItem {
  RemoteId id;
  std::string name;   // in the account
  std::string state;  // the API's own word; "gone" when the record is all there is
  std::optional<ResourceKey> managed_by;
  bool superseded = false;  // an earlier thing of its key, still to be deleted
  bool gone = false;
  std::vector<InventoryField> fields;  // the same names for every thing of a kind; none when gone
};

/// Everything of one kind beside what is managed, sorted by name and id. Holds no text of scripts.
/// Pure.
std::vector<InventoryItem> inventory(Kind kind, const LiveState& live,
                                     const RecordedState& recorded);

}  // namespace muster
