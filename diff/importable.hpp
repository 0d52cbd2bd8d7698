#pragma once

#include "model/resource.hpp"
#include "model/world.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// A thing of the account, whatever its name.
using ThingId = std::pair<Kind, RemoteId>;

/// A thing of the account that nothing manages, in the words of a manifest.
struct Importable {
  RemoteId id;
  Resource resource;
  std::vector<std::string> remarks;            // what no manifest can say of it
  std::map<std::string, std::string> unknown;  // fields a manifest needs, and why there is no value
  std::string problem;                         // why it cannot be taken over; empty: it can
  bool is_going = false;                       // it will not be there much longer

  ThingId thing() const { return {resource.key.kind, id}; }
  bool can_be_taken() const { return problem.empty(); }
};

/// What to import besides what the account says.
struct ImportScope {
  std::function<bool(Kind, const RemoteId&)> wanted;  // the others are referred to as existing
  std::map<ThingId, std::string> refused;             // found out elsewhere, with why
};

/// Who manages a thing, as recorded; nothing if nobody does.
std::map<ThingId, ResourceKey> managed_things(const RecordedState& recorded);

/// The wanted things of the account, in the order of plans, each as a manifest that plans to no
/// change beside `desired`, or with the reason why there is none. References are to manifests where
/// the other side has one or gets one. Pure.
std::vector<Importable> importables(const LiveState& live, const RecordedState& recorded,
                                    const DesiredState& desired, const ImportScope& scope);

}  // namespace muster
