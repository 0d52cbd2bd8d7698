#pragma once

#include "model/world.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace muster {

/// The things of one kind, by id and by name; iteration is by id, whatever order they came in.
template <class T>
class LiveTable {
 public:
  explicit LiveTable(const std::vector<T>& things);

  const T* by_id(const RemoteId& id) const {
    const auto found = ids_.find(id.text);
    return found == ids_.end() ? nullptr : found->second;
  }
  const std::vector<const T*>& by_name(const std::string& name) const {
    static const std::vector<const T*> none;
    const auto found = names_.find(name);
    return found == names_.end() ? none : found->second;
  }
  const std::vector<const T*>& all() const { return all_; }

 private:
  std::vector<const T*> all_;
  std::unordered_map<std::string, const T*> ids_;
  std::unordered_map<std::string, std::vector<const T*>> names_;
};

/// One thing of the account, of a kind known only at run time.
using LiveThing = std::variant<std::monostate, const LiveSshKey*, const LiveScript*,
                               const LiveFirewall*, const LiveVolume*, const LiveVirtualMachine*,
                               const LiveSnapshot*, const LiveImage*>;

bool exists(const LiveThing& thing);
RemoteId id_of(const LiveThing& thing);
std::string name_of(const LiveThing& thing);
/// On its way out, or failed for good.
bool is_going(const LiveThing& thing);
bool is_broken(const LiveThing& thing);

/// The account, ready to be asked. Refers to the LiveState it was made from.
struct LiveIndex {
  explicit LiveIndex(const LiveState& state);

  LiveThing find(Kind kind, const RemoteId& id) const;
  std::vector<LiveThing> named(Kind kind, const std::string& name) const;
  std::vector<std::string_view> names(Kind kind) const;
  bool was_observed(Kind kind) const;

  const std::vector<const LiveFirewall*>& firewalls_of(const RemoteId& machine) const;
  /// Data volumes, by id; the boot disk is left out.
  const std::vector<const LiveVolume*>& volumes_of(const RemoteId& machine) const;
  const LiveVirtualMachine* machine_of(const RemoteId& volume) const;
  /// A snapshot has at most one. Null: none, or the account does not say.
  const LiveImage* image_of(const RemoteId& snapshot) const;

  const LiveState& state;
  LiveTable<LiveSshKey> ssh_keys;
  LiveTable<LiveScript> scripts;
  LiveTable<LiveFirewall> firewalls;
  LiveTable<LiveVolume> volumes;
  LiveTable<LiveVirtualMachine> machines;
  LiveTable<LiveSnapshot> snapshots;
  LiveTable<LiveImage> images;

 private:
  std::unordered_map<std::string, std::vector<const LiveFirewall*>> firewalls_of_;
  std::unordered_map<std::string, std::vector<const LiveVolume*>> volumes_of_;
  std::unordered_map<std::string, const LiveVirtualMachine*> machine_of_;
  std::unordered_map<std::string, const LiveImage*> image_of_;
};

}  // namespace muster
