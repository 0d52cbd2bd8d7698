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
         (subject.is_replaced() ? "change" : "are given up");
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
      const bool running = heading_of(live) == PowerState::active;
      if (running && live.tier == Tier::advanced) step(StopInstance{});
      detach();
    }
    const std::size_t removed =
        add_removal(draft_, subject_, DeleteInstance{}, deletion_loss(subject_), std::move(chain_));
    for (const auto* volume : draft_.live.volumes_of(live.id))
      if (std::ranges::none_of(work_.detach, [&](const auto& t) { return t.id == volume->id; }))
        draft_.freed_by[volume->id.text].push_back(removed);
    for (const auto& attachment : live.volumes)
      if (attachment.bootable) draft_.freed_by[attachment.volume.text].push_back(removed);
  }

  void deploy() {
    const auto& spec = std::get<VirtualMachineSpec>(subject_.desired->spec);
    DeployInstance operation{.name = subject_.key.name, .spec = spec};
    if (operation.spec.security_rules) keep_distinct(*operation.spec.security_rules);
    for (const auto& key : spec.ssh_keys) add_target(operation.ssh_keys, any(key));
    if (spec.startup_script) operation.script = resolve(draft_, any(*spec.startup_script));
    if (spec.boot.volume) operation.boot_volume = resolve(draft_, any(*spec.boot.volume));
    if (spec.tier == Tier::advanced) operation.volumes = std::exchange(work_.attach, {});
    const auto attached = operation.volumes;
    const auto boot = operation.boot_volume;
    const std::size_t deployed =
        add_creation(draft_, subject_, std::move(operation), applied_by_deployment());
    for (const auto& volume : attached) draft_.attachments.emplace_back(deployed, volume);
    if (boot) draft_.attachments.emplace_back(deployed, *boot);
    need_references(deployed);
    chain_ = {deployed};
    work_.powered_up = deployed;
  }

  void begin() { chain_ = begin_changes(draft_, subject_); }

  void walk() {
    for (std::size_t i = 0; i < work_.path.size(); ++i) {
      work_in(work_.path[i]);
      if (i + 1 < work_.path.size()) go(work_.path[i], work_.path[i + 1]);
    }
  }

 private:
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
      const auto& live = *std::get<const LiveVirtualMachine*>(subject_.live);
      if (!*work_.public_ip && live.public_ip)
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
  if (subject.action == Action::no_op || subject.action == Action::forget) return;
  if (subject.action == Action::remove || subject.is_replaced()) steps.remove();
  if (subject.action == Action::remove) return;
  if (subject.stays())
    steps.begin();
  else
    steps.deploy();
  name_power_change(subject);
  steps.walk();
}

}  // namespace muster
