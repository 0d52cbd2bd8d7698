#pragma once

#include "model/enum_names.hpp"
#include "model/key.hpp"
#include "model/kinds/firewall.hpp"
#include "model/kinds/volume.hpp"
#include "model/market.hpp"
#include "model/resource.hpp"
#include "model/shared_list.hpp"
#include "model/shared_map.hpp"
#include "model/time.hpp"
#include "model/value.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// Life of a machine, folded from the many spellings of the API. The raw word is kept beside it.
enum class VmState {
  creating,
  active,
  stopped,
  hibernated,
  starting,
  stopping,
  rebooting,
  hibernating,
  restoring,
  snapshotting,
  deleting,
  deleted,
  error,
  unknown
};
enum class VolumeState {
  creating,
  available,
  attaching,
  attached,
  detaching,
  busy,
  deleting,
  deleted,
  error,
  unknown
};
enum class SetupState {
  pending,
  ready,
  error,
  unknown
};  // firewalls, rules, attachments, addresses

// For people; the wire has its own spellings.
template <>
inline constexpr auto enum_names<VmState> =
    std::to_array<std::pair<VmState, std::string_view>>({{VmState::creating, "creating"},
                                                         {VmState::active, "active"},
                                                         {VmState::stopped, "stopped"},
                                                         {VmState::hibernated, "hibernated"},
                                                         {VmState::starting, "starting"},
                                                         {VmState::stopping, "stopping"},
                                                         {VmState::rebooting, "rebooting"},
                                                         {VmState::hibernating, "hibernating"},
                                                         {VmState::restoring, "restoring"},
                                                         {VmState::snapshotting, "snapshotting"},
                                                         {VmState::deleting, "deleting"},
                                                         {VmState::deleted, "deleted"},
                                                         {VmState::error, "error"},
                                                         {VmState::unknown, "unknown"}});
template <>
inline constexpr auto enum_names<VolumeState> =
    std::to_array<std::pair<VolumeState, std::string_view>>({{VolumeState::creating, "creating"},
                                                             {VolumeState::available, "available"},
                                                             {VolumeState::attaching, "attaching"},
                                                             {VolumeState::attached, "attached"},
                                                             {VolumeState::detaching, "detaching"},
                                                             {VolumeState::busy, "busy"},
                                                             {VolumeState::deleting, "deleting"},
                                                             {VolumeState::deleted, "deleted"},
                                                             {VolumeState::error, "error"},
                                                             {VolumeState::unknown, "unknown"}});
template <>
inline constexpr auto enum_names<SetupState> =
    std::to_array<std::pair<SetupState, std::string_view>>({{SetupState::pending, "pending"},
                                                            {SetupState::ready, "ready"},
                                                            {SetupState::error, "error"},
                                                            {SetupState::unknown, "unknown"}});

/// Nothing will change unless somebody acts.
constexpr bool is_settled(VmState state) {
  return state == VmState::active || state == VmState::stopped || state == VmState::hibernated ||
         state == VmState::error || state == VmState::unknown;
}

struct LiveRule {
  RemoteId id;
  SecurityRule rule;
  SetupState state = SetupState::ready;
  bool operator==(const LiveRule&) const = default;
};

struct LiveVolumeAttachment {
  RemoteId volume;
  bool bootable = false;
  SetupState state = SetupState::ready;
  bool operator==(const LiveVolumeAttachment&) const = default;
};

struct LiveVirtualMachine {
  RemoteId id;
  std::string name;
  VmState state = VmState::unknown;
  std::string status;  // as the API spells it
  std::optional<Tier> tier;
  std::string region;
  std::string gpu_model;
  std::int64_t gpu_count = 0;
  std::optional<std::string> os_image;  // name, if the API says
  bool has_server = false;  // `server_uuid` is set: firewalls can be attached (documented)
  std::optional<std::string> public_ip;
  bool public_ip_changing = false;  // an address is being attached or detached
  std::optional<std::string> private_ip;
  std::vector<std::string> ssh_keys;  // names, if the API says
  std::vector<LiveVolumeAttachment> volumes;
  std::vector<LiveRule> rules;
  std::optional<Timestamp> created_at;
  bool operator==(const LiveVirtualMachine&) const = default;
};

struct LiveVolume {
  RemoteId id;
  std::string name;
  VolumeState state = VolumeState::unknown;
  std::string status;
  std::optional<Tier> tier;
  std::string region;
  std::optional<VolumeType> type;
  Gigabytes size;
  bool bootable = false;
  std::vector<RemoteId> attached_to;
  std::optional<std::string> description;
  std::optional<Timestamp> created_at;
  bool operator==(const LiveVolume&) const = default;
};

struct LiveFirewallMember {
  RemoteId machine;
  SetupState state = SetupState::ready;
  bool operator==(const LiveFirewallMember&) const = default;
};

struct LiveFirewall {
  RemoteId id;
  std::string name;
  SetupState state = SetupState::unknown;
  std::string status;
  std::string region;
  std::optional<std::string> description;
  std::vector<LiveRule> rules;
  std::vector<LiveFirewallMember> members;
  std::optional<Timestamp> created_at;
  bool operator==(const LiveFirewall&) const = default;
};

struct LiveSshKey {
  RemoteId id;
  std::string name;
  std::string public_key;
  std::optional<Timestamp> created_at;
  bool operator==(const LiveSshKey&) const = default;
};

struct LiveScript {
  RemoteId id;
  std::string name;
  std::string content;
  std::optional<Timestamp> created_at;
  bool operator==(const LiveScript&) const = default;
};

struct LiveSnapshot {
  RemoteId id;
  std::string name;
  SetupState state = SetupState::unknown;  // ready: finished, can be restored (documented)
  std::string status;                      // as the API spells it
  std::optional<Tier> tier;
  std::string region;
  Gigabytes size;  // 0 until it is finished (inferred)
  RemoteId machine;
  std::string machine_name;
  std::optional<std::string> description;
  std::optional<bool> has_image;
  std::optional<Timestamp> created_at;
  bool operator==(const LiveSnapshot&) const = default;
};

struct LiveImage {
  RemoteId id;
  std::string name;
  SetupState state = SetupState::unknown;
  std::string status;
  std::string region;
  std::optional<Gigabytes> size;
  RemoteId snapshot;  // empty if the API does not say
  std::optional<Timestamp> created_at;
  bool operator==(const LiveImage&) const = default;
};

/// Digests of the pages that a list came in, as they were sent. Empty: not known, or other calls
/// had a say in the list.
using PagePrints = std::vector<std::string>;

/// The account as it was seen. Each list is sorted by id; deleted things are left out.
/// A kind that was not asked for is an empty list and absent from `observed`.
struct LiveState {
  SharedList<LiveVirtualMachine> virtual_machines;
  SharedList<LiveVolume> volumes;
  SharedList<LiveFirewall> firewalls;
  SharedList<LiveSshKey> ssh_keys;
  SharedList<LiveScript> scripts;
  SharedList<LiveSnapshot> snapshots;
  SharedList<LiveImage> images;
  std::map<Kind, PagePrints> prints;
  Market market;
  std::vector<Kind> observed;
  Timestamp observed_at{};
};

/// What muster owns: one entry a resource, folded from the ledger.
struct RecordedResource {
  ResourceKey key;
  RemoteId id;
  std::string remote_name;  // name in the account; the key's unless replaced create-first
  Value applied;            // spec as last applied; secrets are digests
  bool protect = false;
  OnDelete on_delete = OnDelete::delete_it;
  std::vector<ResourceKey> depends_on;  // what must outlive it, for deletions without manifests
  /// Earlier things of this key that a replacement left behind and that are still ours to delete.
  std::vector<RemoteId> superseded;
  Timestamp created_at{};
  Timestamp updated_at{};
  bool operator==(const RecordedResource&) const = default;
};

/// A call that was about to be made, or was made, and whose result is not recorded.
struct OpenIntent {
  std::int64_t id = 0;  // the ledger's entry number
  ResourceKey key;
  std::string operation;  // stable word of the operation, "create_volume"
  bool creates = false;   // the call makes a thing named remote_name
  std::string remote_name;
  std::optional<RemoteId> remote_id;  // of the thing acted on, if it existed
  Value applied;                      // what a create was asking for
  bool protect = false;
  OnDelete on_delete = OnDelete::delete_it;
  std::vector<ResourceKey> depends_on;
  bool keeps_previous = false;  // what the key stands for so far is deleted later
  Timestamp at{};
};

/// Muster keeps its hands off a resource, or off the whole project, until then.
struct Suspension {
  ResourceKey key;                 // {Kind::project, ""}: everything
  std::optional<Timestamp> until;  // empty: until it is resumed
  std::string reason;
  Timestamp since{};

  bool in_force(Timestamp now) const { return !until || now < *until; }
};

/// A power state that somebody asked for by hand and that goes before all schedules until then.
struct Hold {
  ResourceKey key;
  PowerState state = PowerState::active;
  Timestamp until{};

  bool in_force(Timestamp now) const { return now < until; }
};

struct RecordedState {
  std::string endpoint;  // of the API whose things these are; empty until something was done
  SharedMap<ResourceKey, RecordedResource> resources;
  std::vector<OpenIntent> open_intents;
  std::map<ResourceKey, Suspension> suspensions;  // those that ran out included
  std::map<ResourceKey, Hold> holds;              // likewise
};

}  // namespace muster
