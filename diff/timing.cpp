#include "diff/timing.hpp"

namespace muster {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Usual durations (inferred).
constexpr Duration usual_deploy = minutes(3);
constexpr Duration usual_hibernate = minutes(5);
constexpr Duration usual_restore = minutes(5);
constexpr Duration usual_power = seconds(60);
constexpr Duration usual_delete_machine = seconds(60);
constexpr Duration usual_volume = seconds(20);
constexpr Duration usual_clone = minutes(5);
constexpr Duration usual_snapshot = minutes(10);
constexpr Duration usual_image = minutes(5);
constexpr Duration usual_attachment = seconds(15);
constexpr Duration usual_address = seconds(20);
constexpr Duration usual_firewall = seconds(10);
constexpr Duration usual_rule = seconds(3);
constexpr Duration usual_text = seconds(1);

// After these a step is stalled (inferred).
constexpr Duration deploy_max = minutes(15);
constexpr Duration hibernation_max = minutes(30);
constexpr Duration clone_max = minutes(60);
constexpr Duration snapshot_max = minutes(60);
constexpr Duration other_max = minutes(5);

struct Usual {
  Duration expected;
  Duration deadline;
};

Usual usual(const Operation& operation) {
  return std::visit(
      []<class Op>(const Op&) -> Usual {
        if constexpr (std::is_same_v<Op, DeployInstance>)
          return {usual_deploy, deploy_max};
        else if constexpr (std::is_same_v<Op, HibernateInstance>)
          return {usual_hibernate, hibernation_max};
        else if constexpr (std::is_same_v<Op, RestoreInstance> ||
                           std::is_same_v<Op, RestoreSnapshot>)
          return {usual_restore, hibernation_max};
        else if constexpr (std::is_same_v<Op, CreateSnapshot>)
          return {usual_snapshot, snapshot_max};
        else if constexpr (std::is_same_v<Op, CreateImage>)
          return {usual_image, snapshot_max};
        else if constexpr (std::is_same_v<Op, StartInstance> || std::is_same_v<Op, StopInstance> ||
                           std::is_same_v<Op, RebootInstance>)
          return {usual_power, other_max};
        else if constexpr (std::is_same_v<Op, DeleteInstance>)
          return {usual_delete_machine, other_max};
        else if constexpr (std::is_same_v<Op, CloneVolume>)
          return {usual_clone, clone_max};
        else if constexpr (std::is_same_v<Op, CreateVolume> || std::is_same_v<Op, ResizeVolume> ||
                           std::is_same_v<Op, DeleteVolume> || std::is_same_v<Op, DeleteSnapshot> ||
                           std::is_same_v<Op, DeleteImage>)
          return {usual_volume, other_max};
        else if constexpr (std::is_same_v<Op, AttachVolumes> || std::is_same_v<Op, DetachVolumes>)
          return {usual_attachment, other_max};
        else if constexpr (std::is_same_v<Op, TogglePublicIp>)
          return {usual_address, other_max};
        else if constexpr (std::is_same_v<Op, CreateFirewall> ||
                           std::is_same_v<Op, SetFirewallMembers> ||
                           std::is_same_v<Op, DeleteFirewall>)
          return {usual_firewall, other_max};
        else if constexpr (requires(Op op) { op.rule; })
          return {usual_rule, other_max};
        else if constexpr (std::is_same_v<Op, Adopt> || std::is_same_v<Op, Forget> ||
                           std::is_same_v<Op, Remember>)
          return {Duration(0), Duration(0)};
        else
          return {usual_text, other_max};
      },
      operation);
}

}  // namespace

Timing timing_of(const Operation& operation, const Timeouts& timeouts) {
  auto [expected, deadline] = usual(operation);
  if (!calls_api(operation)) return {expected, deadline};
  const auto& given = creates(operation)   ? timeouts.create
                      : deletes(operation) ? timeouts.remove
                                           : timeouts.update;
  return {expected, given.value_or(deadline)};
}

}  // namespace muster
