#include "diff/live_view.hpp"
#include "diff/references.hpp"
#include "diff/rules/rules.hpp"

#include <algorithm>

namespace muster {
namespace {

using Chain = std::vector<std::size_t>;  // the last step, which the next one needs

std::string deletion_loss(const Subject& subject) {
  const Value* volume = subject.seen.at_path("/boot/volume");
  const std::string disks =
      volume == nullptr ? "its root disk and its ephemeral disk are" : "its ephemeral disk is";
  return disks + " lost for good, and its addresses " +
         (subject.desired != nullptr ? "change" : "are given up");
}

void keep_distinct(std::vector<SecurityRule>& rules) {
  std::ranges::sort(rules);
  const auto repeated = std::ranges::unique(rules);
  rules.erase(repeated.begin(), repeated.end());
}

/// Writes the steps of one machine, one after the other.
class MachineSteps {
 public:
  MachineSteps(Draft& draft, Subject& subject)
      : draft_(draft), subject_(subject), work_(draft.machine_work[subject.key]) {}

  void remove() {
    const auto& live = *std::get<const LiveVirtualMachine*>(subject_.live);
    if (!work_.detach.empty()) {
      if (stops_for_disks(live)) step(StopInstance{});
      detach();
    }
    const std::size_t removed =
        add_removal(draft_, subject_, DeleteInstance{}, deletion_loss(subject_), std::move(chain_));
    free_disks(live, work_.detach, removed);
  }

  /// Machines that the subject replaces or has replaced let go of their volumes once the new one
  /// runs...
  void empty_old() {
    for (const auto& old : work_.old) {
      Chain chain = chain_;
      const auto next = [&](Operation operation) {
        chain = {draft_.add_to_old(subject_, old.live->id, std::move(operation), chain)};
      };
      if (!old.detach.empty()) {
        if (stops_for_disks(*old.live)) next(StopInstance{});
        next(DetachVolumes{old.detach});
        for (const auto& volume : old.detach)
          if (volume.id) draft_.freed_by[volume.id->text].push_back(chain.front());
      }
      emptied_.push_back(std::move(chain));
    }
  }

  /// ... and are deleted when that has all it needs. Its memberships are waited for later on.
  void remove_old() {
    for (std::size_t i = 0; i < work_.old.size(); ++i) {
      const auto& old = work_.old[i];
      if (old.stays) continue;
      Chain needs = emptied_[i];
      if (!old.lets_go_when_deleted) needs.insert(needs.end(), chain_.begin(), chain_.end());
      const std::size_t removed =
          draft_.add_to_old(subject_, old.live->id, DeleteInstance{}, std::move(needs));
      draft_.steps[removed].data_loss = deletion_loss(subject_);
      subject_.old_removed.push_back(removed);
      free_disks(*old.live, old.detach, removed);
    }
  }

  void make() {
    const auto& spec = std::get<VirtualMachineSpec>(subject_.desired->spec);
    const auto& snapshot = spec.boot.snapshot;
    const std::size_t made = snapshot ? restore(spec, any(*snapshot)) : deploy(spec);
    chain_ = {made};
    work_.powered_up = made;
  }

  std::size_t restore(const VirtualMachineSpec& spec, const AnyReference& source) {
    RestoreSnapshot operation{.name = subject_.account_name, .spec = spec};
    if (const auto snapshot = resolve(draft_, source)) operation.snapshot = *snapshot;
    subject_.warnings.emplace_back(
        "a restored machine lets in whom the snapshot lets in: SSH keys have to be set up on it "
        "again");
    Value applied = applied_by_deployment();
    for (const char* later : {"/spec/securityRules", "/spec/publicIp"})
      applied = with_member_of(std::move(applied), later, nullptr);
    return add_creation(draft_, subject_, std::move(operation), std::move(applied));
  }

  std::size_t deploy(const VirtualMachineSpec& spec) {
    DeployInstance operation{.name = subject_.account_name, .spec = spec};
    if (operation.spec.security_rules) keep_distinct(*operation.spec.security_rules);
    for (const auto& key : spec.ssh_keys) add_target(operation.ssh_keys, any(key));
    if (spec.startup_script) operation.script = resolve(draft_, any(*spec.startup_script));
    if (spec.boot.volume) operation.boot_volume = resolve(draft_, any(*spec.boot.volume));
    if (spec.boot.custom_image) operation.image = resolve(draft_, any(*spec.boot.custom_image));
    if (spec.tier == Tier::advanced) {
      // What an old machine has comes when the new one runs.
      for (auto& volume : std::exchange(work_.attach, {}))
        (is_on_old_machine(volume) ? work_.attach : operation.volumes).push_back(std::move(volume));
    }
    const auto attached = operation.volumes;
    const auto boot = operation.boot_volume;
    const std::size_t deployed =
        add_creation(draft_, subject_, std::move(operation), applied_by_deployment());
    for (const auto& volume : attached) draft_.attachments.emplace_back(deployed, volume);
    if (boot) draft_.attachments.emplace_back(deployed, *boot);
    need_references(deployed);
    return deployed;
  }

  void begin() { chain_ = begin_changes(draft_, subject_); }

  void walk() {
    for (std::size_t i = 0; i < work_.path.size(); ++i) {
      work_in(work_.path[i]);
      if (work_.path[i] == PowerState::active) work_.while_active = chain_;
      if (i + 1 < work_.path.size()) go(work_.path[i], work_.path[i + 1]);
    }
  }

 private:
  /// Volumes of the advanced tier change while the machine is down (inferred).
  static bool stops_for_disks(const LiveVirtualMachine& live) {
    return live.tier == Tier::advanced && heading_of(live) == PowerState::active;
  }

  /// The deletion frees what was not detached before.
  void free_disks(const LiveVirtualMachine& live, const std::vector<Target>& detached,
                  std::size_t removed) {
    for (const auto* volume : draft_.live.volumes_of(live.id))
      if (std::ranges::none_of(detached, [&](const auto& t) { return t.id == volume->id; }))
        draft_.freed_by[volume->id.text].push_back(removed);
    for (const auto& attachment : live.volumes)
      if (attachment.bootable) draft_.freed_by[attachment.volume.text].push_back(removed);
  }

  bool is_on_old_machine(const Target& volume) const {
    std::optional<RemoteId> id = volume.id;
    const Subject* owner = draft_.find({Kind::volume, volume.reference.name});
    if (!id && owner != nullptr && exists(owner->live)) id = owner->id();
    const auto* host = id ? draft_.live.machine_of(*id) : nullptr;
    return host != nullptr && draft_.fate_of(Kind::virtual_machine, host->id) == Fate::outlived;
  }

  std::size_t step(Operation operation) {
    const std::size_t added = draft_.add(subject_, std::move(operation), std::move(chain_));
    chain_ = {added};
    return added;
  }

  void add_target(std::vector<Target>& targets, const AnyReference& reference) {
    if (const auto target = resolve(draft_, reference)) targets.push_back(*target);
  }

  void need_references(std::size_t deployed) {
    for (const auto& key : dependencies_of(subject_.desired->spec)) {
      if (key.kind != Kind::ssh_key && key.kind != Kind::startup_script) continue;
      const Subject* target = draft_.find(key);
      if (target == nullptr) continue;
      if (target->ready) draft_.steps[deployed].needs.push_back(*target->ready);
      // A script that is updated reaches the machine only if that happens first.
      if (!target->ready && !target->steps.empty())
        draft_.steps[deployed].after.push_back(target->steps.back());
    }
  }

  /// What exists once the machine is deployed; the rest follows in steps of its own.
  Value applied_by_deployment() const {
    Value applied = with_member_of(subject_.applied, "/spec/firewalls", nullptr);
    if (work_.path.size() > 1)
      applied = with_member_of(std::move(applied), "/spec/powerState", nullptr);
    if (!work_.attach.empty())
      applied = with_member_of(std::move(applied), "/spec/volumes", nullptr);
    return applied;
  }

  void detach() {
    if (work_.detach.empty()) return;
    const std::size_t added = step(DetachVolumes{work_.detach});
    for (const auto& volume : work_.detach)
      if (volume.id) draft_.freed_by[volume.id->text].push_back(added);
  }

  void attach() {
    if (work_.attach.empty()) return;
    const std::size_t added = step(AttachVolumes{work_.attach});
    for (const auto& volume : work_.attach) draft_.attachments.emplace_back(added, volume);
  }

  void change_rules() {
    for (const auto& rule : std::exchange(work_.rules_to_add, {})) step(AddInstanceRule{rule});
    for (const auto& rule : std::exchange(work_.rules_to_remove, {}))
      step(RemoveInstanceRule{rule.id, rule.rule});
  }

  void change_disks(PowerState now) {
    if (disks_done_ || (work_.detach.empty() && work_.attach.empty())) return;
    const bool offline =
        std::get<VirtualMachineSpec>(subject_.desired->spec).tier == Tier::advanced;
    if (now == PowerState::hibernated ||
        (offline && now == PowerState::active && work_.passes(PowerState::stopped)))
      return;
    disks_done_ = true;
    const bool interrupts = offline && now == PowerState::active;
    if (interrupts) {
      step(StopInstance{});
      subject_.warnings.push_back("it is stopped while its volumes change (tier advanced)");
    }
    if (subject_.stays()) detach();
    attach();
    if (interrupts) step(StartInstance{});
  }

  void work_in(PowerState now) {
    if (now != PowerState::hibernated) change_rules();
    if (now == PowerState::active && work_.public_ip) {
      const std::size_t added = step(TogglePublicIp{*work_.public_ip});
      const auto* live =
          subject_.stays() ? std::get<const LiveVirtualMachine*>(subject_.live) : nullptr;
      if (!*work_.public_ip && live != nullptr && live->public_ip)
        draft_.steps[added].data_loss = "its public address is given up; it will not come back";
      work_.public_ip.reset();
    }
    change_disks(now);
  }

  void go(PowerState from, PowerState to) {
    if (from == PowerState::active) {
      const bool stops = to == PowerState::stopped;
      work_.powered_down = stops ? step(StopInstance{}) : step(HibernateInstance{});
      if (stops) return;
      draft_.steps[*work_.powered_down].data_loss =
          "its ephemeral disk is lost for good, and its addresses may change";
    } else {
      work_.powered_up =
          from == PowerState::stopped ? step(StartInstance{}) : step(RestoreInstance{});
    }
  }

  Draft& draft_;
  Subject& subject_;
  MachineWork& work_;
  Chain chain_;
  std::vector<Chain> emptied_;  // by old machine: the step after which it can go
  bool disks_done_ = false;
};

/// The whole change is one of power: shown with its own symbol.
void name_power_change(Subject& subject) {
  const auto* power = subject.difference("/spec/powerState");
  if (subject.action != Action::update || power == nullptr || subject.acted.size() > 1) return;
  if (power->change.after == Value("Hibernated")) subject.action = Action::hibernate;
  if (power->change.before == Value("Hibernated")) subject.action = Action::restore;
}

}  // namespace

void plan_virtual_machine(Draft& draft, Subject& subject) {
  MachineSteps steps(draft, subject);
  // Whoever deletes the machine before there is a new one has no use for older ones either.
  const bool old_goes_before =
      !subject.is_replaced_first() && subject.action != Action::create && !subject.stays();
  if (subject.desired == nullptr || old_goes_before) {
    steps.empty_old();
    steps.remove_old();
  }
  if (subject.action == Action::no_op || subject.action == Action::forget) return;
  if (subject.action == Action::remove || subject.action == Action::replace) steps.remove();
  if (subject.action == Action::remove) return;
  if (subject.stays())
    steps.begin();
  else
    steps.make();
  name_power_change(subject);
  if (!old_goes_before) steps.empty_old();
  steps.walk();
  if (!old_goes_before) steps.remove_old();
}

}  // namespace muster
