#include "api/wire_states.hpp"

#include <array>

namespace muster::api {
namespace {

template <class E>
consteval WireStateRow row(E value, std::string_view key, Spellings spellings) {
  return {state_group<E>, static_cast<std::uint8_t>(value), key, spellings};
}

constexpr auto rows = std::to_array<WireStateRow>({
    row(InstanceState::creating, "instance.creating",
        {"CREATING", "BUILD", "BUILDING", "PROVISIONING", "ORDERED", "PENDING"}),
    row(InstanceState::active, "instance.active", {"ACTIVE", "RUNNING"}),
    row(InstanceState::stopping, "instance.stopping", {"STOPPING", "POWERING_OFF"}),
    row(InstanceState::shutoff, "instance.shutoff", {"SHUTOFF", "STOPPED", "OFFLINE"}),
    row(InstanceState::starting, "instance.starting", {"STARTING", "POWERING_ON"}),
    row(InstanceState::rebooting, "instance.rebooting", {"REBOOTING", "REBOOT", "HARD_REBOOT"}),
    row(InstanceState::hibernating, "instance.hibernating", {"HIBERNATING"}),
    row(InstanceState::hibernated, "instance.hibernated", {"HIBERNATED"}),
    row(InstanceState::restoring, "instance.restoring", {"RESTORING"}),
    row(InstanceState::snapshotting, "instance.snapshotting", {"SNAPSHOTTING", "SNAPSHOTTED"}),
    row(InstanceState::deleting, "instance.deleting", {"DELETING"}),
    row(InstanceState::deleted, "instance.deleted", {"DELETED"}),
    row(InstanceState::error, "instance.error", {"ERROR", "FAILED"}),
    row(InstanceState::unknown, "instance.unknown", {"UNKNOWN"}),

    row(VolumeState::creating, "volume.creating", {"creating", "ordered"}),
    row(VolumeState::available, "volume.available", {"available", "created", "detached"}),
    row(VolumeState::attaching, "volume.attaching", {"attaching", "reserved"}),
    row(VolumeState::attached, "volume.attached", {"in-use", "attached"}),
    row(VolumeState::detaching, "volume.detaching", {"detaching"}),
    row(VolumeState::cloning, "volume.cloning", {"cloning"}),
    row(VolumeState::resizing, "volume.resizing", {"resizing", "extending"}),
    row(VolumeState::deleting, "volume.deleting", {"deleting"}),
    row(VolumeState::deleted, "volume.deleted", {"deleted"}),
    row(VolumeState::error, "volume.error", {"error", "failed"}),

    row(FirewallState::creating, "firewall.creating", {"CREATING", "PENDING"}),
    row(FirewallState::ready, "firewall.ready", {"SUCCESS", "ACTIVE", "available"}),
    row(FirewallState::deleting, "firewall.deleting", {"DELETING"}),
    row(FirewallState::deleted, "firewall.deleted", {"DELETED"}),
    row(FirewallState::error, "firewall.error", {"ERROR", "FAILED"}),

    row(AttachmentState::attaching, "attachment.attaching", {"ATTACHING", "PENDING", "CREATING"}),
    row(AttachmentState::attached, "attachment.attached",
        {"ATTACHED", "SUCCESS", "ACTIVE", "in-use"}),
    row(AttachmentState::detaching, "attachment.detaching", {"DETACHING", "DELETING"}),
    row(AttachmentState::detached, "attachment.detached", {"DETACHED", "DELETED", "available"}),
    row(AttachmentState::error, "attachment.error", {"ERROR", "FAILED"}),

    row(RuleState::pending, "rule.pending", {"PENDING", "CREATING"}),
    row(RuleState::ready, "rule.ready", {"SUCCESS", "ACTIVE"}),
    row(RuleState::error, "rule.error", {"ERROR", "FAILED"}),

    row(WireDirection::ingress, "direction.ingress", {"ingress", "inbound"}),
    row(WireDirection::egress, "direction.egress", {"egress", "outbound"}),

    row(WireEthertype::ipv4, "ethertype.ipv4", {"IPv4", "4"}),
    row(WireEthertype::ipv6, "ethertype.ipv6", {"IPv6", "6"}),
});

}  // namespace

std::span<const WireStateRow> standard_states() {
  return rows;
}

}  // namespace muster::api
