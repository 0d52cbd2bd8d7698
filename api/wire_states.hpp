#pragma once

#include "api/wire_names.hpp"
#include "model/world.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace muster::api {

/// All documented but deleting and deleted.
enum class FirewallState : std::uint8_t { creating, ready, deleting, deleted, error };

/// Documented is only `ready`, and that every other word means not finished or failed.
enum class SnapshotState : std::uint8_t { creating, ready, restoring, deleting, deleted, error };

/// Of a custom image; inferred.
enum class ImageState : std::uint8_t { creating, ready, deleting, deleted, error };

/// Of a volume, a firewall or a public address on an instance; inferred.
enum class AttachmentState : std::uint8_t { attaching, attached, detaching, detached, error };

/// Of a firewall rule or a security rule; inferred.
enum class RuleState : std::uint8_t { pending, ready, error };

/// Address family of a rule; sent and read, inferred.
enum class WireEthertype : std::uint8_t { ipv4, ipv6 };

enum class StateGroup : std::uint8_t {
  instance,
  volume,
  snapshot,
  image,
  firewall,
  attachment,
  rule,
  direction,
  ethertype,
};

/// Which words an enumeration is read from.
template <class E>
inline constexpr auto state_group = nullptr;
template <>
inline constexpr auto state_group<VmState> = StateGroup::instance;
template <>
inline constexpr auto state_group<VolumeState> = StateGroup::volume;
template <>
inline constexpr auto state_group<SnapshotState> = StateGroup::snapshot;
template <>
inline constexpr auto state_group<ImageState> = StateGroup::image;
template <>
inline constexpr auto state_group<FirewallState> = StateGroup::firewall;
template <>
inline constexpr auto state_group<AttachmentState> = StateGroup::attachment;
template <>
inline constexpr auto state_group<RuleState> = StateGroup::rule;
template <>
inline constexpr auto state_group<Direction> = StateGroup::direction;
template <>
inline constexpr auto state_group<WireEthertype> = StateGroup::ethertype;

struct WireStateRow {
  StateGroup group;
  std::uint8_t value;    // of the group's enumeration
  std::string_view key;  // "instance.active", as overrides name it
  Spellings spellings;   // the first is sent
};

/// The words as muster assumes them, by group, then by value.
std::span<const WireStateRow> standard_states();

}  // namespace muster::api
