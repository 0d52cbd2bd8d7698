#include "api/wire_states.hpp"

#include <array>

namespace muster::api {
namespace {

template <class E>
consteval WireStateRow row(E value, std::string_view key, Spellings spellings) {
  return {state_group<E>, static_cast<std::uint8_t>(value), key, spellings};
}

constexpr auto state_rows = std::to_array<WireStateRow>({
    row(VmState::creating, "instance.creating",
        {"CREATING", "BUILD", "BUILDING", "PROVISIONING", "ORDERED", "PENDING"}),
    row(VmState::active, "instance.active", {"ACTIVE", "RUNNING"}),
    row(VmState::stopping, "instance.stopping", {"STOPPING", "POWERING_OFF"}),
    row(VmState::stopped, "instance.stopped", {"SHUTOFF", "STOPPED", "OFFLINE"}),
    row(VmState::starting, "instance.starting", {"STARTING", "POWERING_ON"}),
    row(VmState::rebooting, "instance.rebooting", {"REBOOTING", "REBOOT", "HARD_REBOOT"}),
    row(VmState::hibernating, "instance.hibernating", {"HIBERNATING"}),
    row(VmState::hibernated, "instance.hibernated", {"HIBERNATED"}),
    row(VmState::restoring, "instance.restoring", {"RESTORING"}),
    row(VmState::snapshotting, "instance.snapshotting", {"SNAPSHOTTING", "SNAPSHOTTED"}),
    row(VmState::deleting, "instance.deleting", {"DELETING"}),
    row(VmState::deleted, "instance.deleted", {"DELETED"}),
    row(VmState::error, "instance.error", {"ERROR", "FAILED"}),
    row(VmState::unknown, "instance.unknown", {"UNKNOWN"}),

    row(VolumeState::creating, "volume.creating", {"creating", "ordered"}),
    row(VolumeState::available, "volume.available", {"available", "created", "detached"}),
    row(VolumeState::attaching, "volume.attaching", {"attaching", "reserved"}),
    row(VolumeState::attached, "volume.attached", {"in-use", "attached"}),
    row(VolumeState::detaching, "volume.detaching", {"detaching"}),
    row(VolumeState::busy, "volume.busy", {"cloning", "resizing", "extending"}),
    row(VolumeState::deleting, "volume.deleting", {"deleting"}),
    row(VolumeState::deleted, "volume.deleted", {"deleted"}),
    row(VolumeState::error, "volume.error", {"error", "failed"}),

    row(SnapshotState::creating, "snapshot.creating", {"CREATING", "PENDING", "PROCESSING"}),
    row(SnapshotState::ready, "snapshot.ready",
        {"SUCCESS", "available", "COMPLETE", "COMPLETED", "SUCCESSFUL"}),
    row(SnapshotState::restoring, "snapshot.restoring", {"RESTORING"}),
    row(SnapshotState::deleting, "snapshot.deleting", {"DELETING"}),
    row(SnapshotState::deleted, "snapshot.deleted", {"DELETED"}),
    row(SnapshotState::error, "snapshot.error", {"ERROR", "FAILED"}),

    row(ImageState::creating, "image.creating", {"CREATING", "PENDING", "PROCESSING"}),
    row(ImageState::ready, "image.ready", {"SUCCESS", "ACTIVE", "available", "COMPLETE"}),
    row(ImageState::deleting, "image.deleting", {"DELETING"}),
    row(ImageState::deleted, "image.deleted", {"DELETED"}),
    row(ImageState::error, "image.error", {"ERROR", "FAILED"}),

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

    row(Direction::ingress, "direction.ingress", {"ingress", "inbound"}),
    row(Direction::egress, "direction.egress", {"egress", "outbound"}),

    row(WireEthertype::ipv4, "ethertype.ipv4", {"IPv4", "4"}),
    row(WireEthertype::ipv6, "ethertype.ipv6", {"IPv6", "6"}),
});

}  // namespace

std::span<const WireStateRow> standard_states() {
  return state_rows;
}

}  // namespace muster::api
