#pragma once

#include "diff/cost.hpp"
#include "model/key.hpp"
#include "model/kinds/firewall.hpp"
#include "model/kinds/lifecycle.hpp"
#include "model/kinds/virtual_machine.hpp"
#include "model/kinds/volume.hpp"
#include "model/reference.hpp"
#include "model/text.hpp"
#include "model/time.hpp"
#include "model/units.hpp"
#include "model/value.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

/// A thing that a call names. Without an id it is made earlier in the same plan and looked up in
/// the ledger: the only unknowns of a plan.
struct Target {
  AnyReference reference;
  std::optional<RemoteId> id;
  bool operator==(const Target&) const = default;
};

// One struct a call. `name` is the name in the account.

struct CreateSshKey {
  std::string name;
  SourcedText public_key;
};
struct DeleteSshKey {};

struct CreateScript {
  std::string name;
  SourcedText content;
};
struct UpdateScript {
  SourcedText content;
};
struct DeleteScript {};
/// Several in one call; none of them is owned.
struct DeleteScripts {
  std::vector<Target> scripts;
};

struct CreateFirewall {
  std::string name;
  std::string region;
  std::optional<std::string> description;
};
struct AddFirewallRule {
  SecurityRule rule;
};
struct RemoveFirewallRule {
  RemoteId rule_id;
  SecurityRule rule;
};
/// The complete set of attached machines, those muster does not manage included: the call may
/// replace the set (inferred). Members whose own steps failed are left out and the step counts as
/// failed in part.
struct SetFirewallMembers {
  std::vector<Target> machines;
};
struct DeleteFirewall {};

struct CreateVolume {
  std::string name;
  VolumeSpec spec;
};
struct ResizeVolume {
  Gigabytes from;
  Gigabytes to;
};
struct DeleteVolume {};
/// A new volume with the same content; the source stays as it is.
struct CloneVolume {
  std::string name;
  Target source;
};

struct DeployInstance {
  std::string name;
  VirtualMachineSpec spec;
  std::vector<Target> ssh_keys;
  std::vector<Target>
      volumes;  // attached at creation (advanced tier, where later needs a stop; inferred)
  std::optional<Target> script;
  std::optional<Target> boot_volume;
  std::optional<Target> image;
};
/// A new machine with the hardware, the region and the disk of the snapshot. The spec is what was
/// compared with them; what else it says follows in steps of its own.
struct RestoreSnapshot {
  std::string name;
  VirtualMachineSpec spec;
  Target snapshot;
};
struct StartInstance {};
struct StopInstance {};
struct HibernateInstance {};
struct RestoreInstance {};
/// The machine is the same before and after: only on the way it shows.
struct RebootInstance {};
/// The API only flips: the executor reads first and calls only if the state differs.
struct TogglePublicIp {
  bool wanted = false;
};
struct AttachVolumes {
  std::vector<Target> volumes;
};
struct DetachVolumes {
  std::vector<Target> volumes;
};
struct AddInstanceRule {
  SecurityRule rule;
};
struct RemoveInstanceRule {
  RemoteId rule_id;
  SecurityRule rule;
};
struct DeleteInstance {};

/// The machine is shut off meanwhile, and takes no other snapshot (inferred).
struct CreateSnapshot {
  std::string name;
  std::optional<std::string> description;
  Target machine;
};
/// Deletes the image made from it as well (inferred).
struct DeleteSnapshot {};

struct CreateImage {
  std::string name;
  Target snapshot;
};
struct DeleteImage {};

// No call: only the ledger changes.

/// From now on the thing is owned.
struct Adopt {};
/// From now on the thing is not owned; it stays in the account (or is gone from it already).
struct Forget {};
/// Fields known only to muster changed (protection, onDelete, a value the API never returns).
struct Remember {};

using Operation =
    std::variant<CreateSshKey, DeleteSshKey, CreateScript, UpdateScript, DeleteScript,
                 DeleteScripts, CreateFirewall, AddFirewallRule, RemoveFirewallRule,
                 SetFirewallMembers, DeleteFirewall, CreateVolume, ResizeVolume, DeleteVolume,
                 CloneVolume, DeployInstance, RestoreSnapshot, StartInstance, StopInstance,
                 HibernateInstance, RestoreInstance, RebootInstance, TogglePublicIp, AttachVolumes,
                 DetachVolumes, AddInstanceRule, RemoveInstanceRule, DeleteInstance, CreateSnapshot,
                 DeleteSnapshot, CreateImage, DeleteImage, Adopt, Forget, Remember>;

/// Stable word for the ledger, events and JSON: "deploy_instance".
std::string_view operation_name(const Operation& operation);
/// For people: "deploy", "attach 2 volumes", "add rule ingress tcp 22 from 203.0.113.0/24".
std::string describe(const Operation& operation);
/// Makes a thing in the account, so that a lost answer has to be looked up by name.
bool creates(const Operation& operation);
/// Deletes the resource's thing in the account.
bool deletes(const Operation& operation);
/// Needs GPUs that the machine does not have yet.
bool takes_gpus(const Operation& operation);
/// Changes the account at all (everything but Adopt, Forget, Remember).
bool calls_api(const Operation& operation);
/// The name a creating operation gives, empty for the others.
std::string_view created_name(const Operation& operation);
/// The machine, snapshot or image that the operation makes its thing from; null for the others.
const Target* source_of(const Operation& operation);
/// The machine that the operation makes, in whichever way; null for the others.
const VirtualMachineSpec* made_machine(const Operation& operation);

/// Why a step is there.
struct Reason {
  std::string path;  // "/spec/size", or empty for the resource as a whole
  Value before;
  Value after;
  std::string rule;    // a sentence: "a volume only grows in place"
  bool drift = false;  // the world moved, not the manifest
  bool operator==(const Reason&) const = default;
};

struct Step;
/// As describe(Operation); a step that acts on a thing that is replaced says so: "old 'trainer':
/// delete".
std::string describe(const Step& step);

/// One call and its wait. Steps are identified by their index in Plan::steps.
struct Step {
  ResourceKey resource;
  Operation operation;
  std::optional<RemoteId> id;      // of the thing acted on, where it exists when the plan is made
  std::string old_name;            // of that thing in the account, if its successor replaces it
  std::vector<std::size_t> needs;  // must have succeeded before
  std::vector<std::size_t> after;  // must have ended before, whatever came of them
  std::vector<std::size_t>
      relies_on;  // Plan::observations that must still hold when the step starts
  std::vector<Reason> reasons;
  std::string data_loss;  // what is lost for good; empty if nothing
  Duration expected{0};   // usual time until the world shows the result (inferred)
  Duration deadline{0};   // after that the step is reported as stalled
  Duration capacity{0};   // so much longer it waits for GPUs that nobody has left
  /// What the ledger remembers once the step succeeded; null leaves the record as it is.
  Value applied;
  bool protect = false;
  OnDelete on_delete = OnDelete::delete_it;
  std::vector<ResourceKey> depends_on;  // resources that must outlive this one
  /// Asked for by hand: what the step makes is not owned, and the ledger writes it down as
  /// something that was done to this. No part of saved plans, which make nothing else than what is
  /// owned.
  std::optional<ResourceKey> done_to;
  std::optional<CostChange> cost;  // of the thing acted on; empty: not billed, or no prices
};

}  // namespace muster
