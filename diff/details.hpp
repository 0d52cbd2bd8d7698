#pragma once

#include "diff/inventory.hpp"
#include "model/resource.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What no list of the account says of a thing, and has to be asked for on its own.
struct Asides {
  std::optional<std::vector<RemoteId>> firewalls;      // that the API says are on a machine
  std::optional<std::vector<std::string>> candidates;  // machines that a firewall could go to
};

/// Everything about one thing, as a map: what the account shows, what it is attached to, its rules,
/// what it costs and since when, whose it is, where its manifest stands (null: there is none), and
/// what the record says of it. Holds no text of scripts. Pure.
Value details_of(Kind kind, const InventoryItem& item, const LiveState& live,
                 const RecordedState& recorded, const Resource* manifest, const Asides& asides);

}  // namespace muster
