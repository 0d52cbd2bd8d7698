#pragma once

#include "diff/cost.hpp"
#include "model/diagnostic.hpp"
#include "model/resource.hpp"
#include "model/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// Something in the account that nobody seems to use.
struct WasteItem {
  Kind kind = Kind::volume;
  RemoteId id;
  std::string name;  // in the account
  std::string why;   // "stopped, and stopped machines are billed in full"
  Rate hourly;       // empty: not known
  std::optional<ResourceKey> managed_by;
  Position manifest;   // of the field to change, or of the document; line 0: none
  std::string remedy;  // what ends it: a change of the manifest, or a command
  bool operator==(const WasteItem&) const = default;
};

struct Waste {
  Currency currency = Currency::usd;
  std::vector<WasteItem> items;  // sorted by kind, machines first, and name
  CostTotal hourly;
  std::vector<std::string> unknown;  // sentences: what is not known, and why
};

/// Stopped machines, which are billed in full; volumes and firewalls that nothing is attached to;
/// snapshots that neither a manifest nor a schedule keeps. `desired` is null when the manifests
/// could not be read. Pure.
Waste find_waste(const DesiredState* desired, const LiveState& live, const RecordedState& recorded);

/// 24 and 730 hours of the rate; empty: not known.
Rate per_day(const Rate& hourly);
Rate per_month(const Rate& hourly);

}  // namespace muster
