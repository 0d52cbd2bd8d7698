#include "tests/support/fake_cloud.hpp"

#include <algorithm>

namespace muster::testing {
namespace {

template <class T>
T* by_id(SharedList<T>& things, const RemoteId& id) {
  const auto found = std::ranges::find(things, id, &T::id);
  return found == things.end() ? nullptr : &*found;
}

class Cloud {
 public:
  Cloud(TestWorld& world, const Plan& plan) : world_(world), plan_(plan) {}

  std::vector<std::string> run(std::size_t steps) {
    for (std::size_t i = 0; i < std::min(steps, plan_.steps.size()); ++i) {
      step_ = &plan_.steps[i];
      for (const std::size_t before : step_->needs) expect(before < i, "needs a later step");
      for (const std::size_t before : step_->after) expect(before < i, "waits for a later step");
      check_ownership();
      std::visit([&](const auto& operation) { perform(operation); }, step_->operation);
      fold();
    }
    return std::move(complaints_);
  }

 private:
  void expect(bool holds, const std::string& complaint) {
    if (!holds)
      complaints_.push_back(std::string(operation_name(step_->operation)) + " " +
                            to_string(step_->resource) + ": " + complaint);
  }

  void check_ownership() {
    const Operation& op = step_->operation;
    if (!calls_api(op) || creates(op)) return;
    if (std::holds_alternative<SetFirewallMembers>(op)) return;
    const auto record = world_.recorded.resources.find(step_->resource);
    expect(record != world_.recorded.resources.end(), "acts on what is not owned");
    if (record != world_.recorded.resources.end() && step_->id)
      expect(is_of(record->second, *step_->id), "acts on a thing with another id");
  }

  static bool is_of(const RecordedResource& record, const RemoteId& id) {
    return record.id == id || std::ranges::find(record.superseded, id) != record.superseded.end();
  }

  /// The thing that the step acts on: named by its id, or made earlier and found in the record.
  RemoteId own_id() {
    if (step_->id) return *step_->id;
    const auto record = world_.recorded.resources.find(step_->resource);
    return record == world_.recorded.resources.end() ? RemoteId{} : record->second.id;
  }

  RemoteId id_of_target(const Target& target) {
    if (target.id) return *target.id;
    const auto record =
        world_.recorded.resources.find({target.reference.kind, target.reference.name});
    expect(record != world_.recorded.resources.end(),
           "names " + target.reference.name + ", which does not exist yet");
    return record == world_.recorded.resources.end() ? RemoteId{} : record->second.id;
  }

  RemoteId new_id(char letter) {
    return {"BRK-" + std::to_string(100'000 + world_.next_id++) + letter};
  }

  template <class T>
  T& add(SharedList<T>& things, const std::string& name, char letter) {
    expect(std::ranges::find(things, name, &T::name) == things.end(), "the name is taken");
    T thing;
    thing.id = new_id(letter);
    thing.name = name;
    made_ = thing.id;
    things.push_back(std::move(thing));
    return things.back();
  }

  template <class T>
  void erase(SharedList<T>& things) {
    const auto gone = std::erase_if(things.edit(), [id = own_id()](auto& t) { return t.id == id; });
    expect(gone == 1, "it is not there");
  }

  /// The thing of that id. One that is missing is complained about, and what is done to it is lost.
  template <class T>
  T& present(SharedList<T>& things, const RemoteId& id, const std::string& complaint) {
    static T nothing;
    auto* found = by_id(things, id);
    expect(found != nullptr, complaint);
    return found == nullptr ? nothing = T() : *found;
  }
  LiveVirtualMachine& machine() {
    return present(world_.live.virtual_machines, own_id(), "the machine is not there");
  }
  LiveFirewall& firewall() {
    return present(world_.live.firewalls, own_id(), "the firewall is not there");
  }

  void move(VmState from, VmState to, const char* status) {
    auto& live = machine();
    expect(live.state == from, "the machine is in another state");
    live.state = to;
    live.status = status;
  }

  void add_rule(std::vector<LiveRule>& rules, const SecurityRule& rule) {
    expect(std::ranges::find(rules, rule, &LiveRule::rule) == rules.end(), "the rule is there");
    rules.push_back({new_id('R'), rule});
  }
  void remove_rule(std::vector<LiveRule>& rules, const RemoteId& id) {
    expect(std::ranges::find(rules, id, &LiveRule::id) != rules.end(), "no such rule");
    std::erase_if(rules, [&](const LiveRule& rule) { return rule.id == id; });
  }

  void perform(const CreateSshKey& op) {
    add(world_.live.ssh_keys, op.name, 'K').public_key = op.public_key.text;
  }
  void perform(const DeleteSshKey&) { erase(world_.live.ssh_keys); }
  void perform(const CreateScript& op) {
    add(world_.live.scripts, op.name, 'T').content = op.content.text;
  }
  void perform(const UpdateScript& op) {
    present(world_.live.scripts, own_id(), "the script is not there").content = op.content.text;
  }
  void perform(const DeleteScript&) { erase(world_.live.scripts); }
  // Those below are only asked for by hand.
  void perform(const DeleteScripts&) { expect(false, "is no step of a plan for manifests"); }
  void perform(const CloneVolume&) { expect(false, "is no step of a plan for manifests"); }
  void perform(const RebootInstance&) { expect(false, "is no step of a plan for manifests"); }

  void perform(const CreateFirewall& op) {
    auto& live = add(world_.live.firewalls, op.name, 'F');
    live.state = SetupState::ready;
    live.region = op.region;
    live.description = op.description;
  }
  void perform(const AddFirewallRule& op) { add_rule(firewall().rules, op.rule); }
  void perform(const RemoveFirewallRule& op) { remove_rule(firewall().rules, op.rule_id); }
  void perform(const DeleteFirewall&) {
    expect(firewall().members.empty(), "machines are attached to it");
    erase(world_.live.firewalls);
  }
  void perform(const SetFirewallMembers& op) {
    auto& live = firewall();
    std::vector<LiveFirewallMember> members;
    for (const auto& target : op.machines) {
      const RemoteId id = id_of_target(target);
      const auto* member = by_id(world_.live.virtual_machines, id);
      expect(member != nullptr, "machine " + target.reference.name + " is not there");
      const bool was =
          std::ranges::find(live.members, id, &LiveFirewallMember::machine) != live.members.end();
      if (member != nullptr && !was)
        expect(member->state == VmState::active,
               "machine " + target.reference.name + " is not active");
      members.push_back({id});
    }
    for (const auto& old : live.members) {
      const bool stays =
          std::ranges::find(members, old.machine, &LiveFirewallMember::machine) != members.end();
      const bool foreign = std::ranges::none_of(world_.recorded.resources, [&](const auto& entry) {
        return is_of(entry.second, old.machine);
      });
      expect(stays || !foreign, "a foreign machine is detached");
    }
    live.members = std::move(members);
  }

  void perform(const CreateVolume& op) {
    auto& live = add(world_.live.volumes, op.name, 'V');
    live.state = VolumeState::available;
    live.tier = op.spec.tier;
    live.region = op.spec.region;
    live.type = op.spec.type;
    live.size = op.spec.size;
    live.description = op.spec.description;
  }
  void perform(const ResizeVolume& op) {
    auto& live = present(world_.live.volumes, own_id(), "the volume is not there");
    expect(live.tier == Tier::advanced && live.size == op.from && op.from < op.to,
           "it cannot grow so");
    live.size = op.to;
  }
  void perform(const DeleteVolume&) {
    const auto* live = by_id(world_.live.volumes, own_id());
    expect(live != nullptr && live->attached_to.empty(), "it is attached");
    erase(world_.live.volumes);
  }

  void attach(LiveVirtualMachine& host, const std::vector<Target>& volumes, bool bootable) {
    for (const auto& target : volumes) {
      auto& live = present(world_.live.volumes, id_of_target(target),
                           "volume " + target.reference.name + " is not there");
      expect(live.attached_to.empty(), "volume " + live.name + " is attached elsewhere");
      live.attached_to = {host.id};
      live.state = VolumeState::attached;
      host.volumes.push_back({live.id, bootable});
    }
  }

  void check_disks_may_change(const LiveVirtualMachine& host) {
    expect(host.state == VmState::stopped ||
               (host.state == VmState::active && host.tier == Tier::legacy),
           "volumes cannot change in this state");
  }

  void perform(const AttachVolumes& op) {
    auto& host = machine();
    check_disks_may_change(host);
    expect(!op.volumes.empty(), "there is nothing to attach");
    attach(host, op.volumes, false);
  }
  void perform(const DetachVolumes& op) {
    auto& host = machine();
    check_disks_may_change(host);
    expect(!op.volumes.empty(), "there is nothing to detach");
    for (const auto& target : op.volumes) {
      auto* live = by_id(world_.live.volumes, id_of_target(target));
      expect(live != nullptr && std::ranges::count(live->attached_to, host.id) == 1,
             "volume " + target.reference.name + " is not attached to it");
      if (live != nullptr) release(*live);
      std::erase_if(host.volumes,
                    [&](const LiveVolumeAttachment& each) { return each.volume == target.id; });
    }
  }

  static void release(LiveVolume& volume) {
    volume.attached_to.clear();
    volume.state = VolumeState::available;
  }

  void perform(const DeployInstance& op) {
    auto& live = add(world_.live.virtual_machines, op.name, 'D');
    live.state = VmState::active;
    live.status = "ACTIVE";
    live.tier = op.spec.tier;
    live.region = op.spec.region;
    live.gpu_model = op.spec.gpu.model;
    live.gpu_count = op.spec.gpu.count;
    live.os_image = op.spec.boot.os_image;
    live.has_server = true;
    if (op.spec.public_ip.value_or(false)) live.public_ip = "198.51.100.7";
    expect(!op.ssh_keys.empty(), "a machine needs a key");
    for (const auto& target : op.ssh_keys) {
      const auto& key = present(world_.live.ssh_keys, id_of_target(target), "a key is not there");
      live.ssh_keys.push_back(key.name);
    }
    if (op.script)
      present(world_.live.scripts, id_of_target(*op.script), "the script is not there");
    for (const auto& rule : op.spec.security_rules.value_or(std::vector<SecurityRule>()))
      add_rule(live.rules, rule);
    attach(live, op.volumes, false);
    if (op.boot_volume) attach(live, {*op.boot_volume}, true);
    if (op.image) {
      const auto& image =
          present(world_.live.images, id_of_target(*op.image), "the image is not there");
      expect(image.region == live.region, "the image is in another region");
      live.os_image = image.name;
    }
  }
  void perform(const RestoreSnapshot& op) {
    const auto& source =
        present(world_.live.snapshots, id_of_target(op.snapshot), "the snapshot is not there");
    expect(source.state == SetupState::ready, "the snapshot is not finished");
    auto& live = add(world_.live.virtual_machines, op.name, 'D');
    live.state = VmState::active;
    live.status = "ACTIVE";
    live.tier = Tier::legacy;
    live.gpu_model = op.spec.gpu.model;
    live.gpu_count = op.spec.gpu.count;
    live.os_image = "Ubuntu Server 22.04";
    live.has_server = true;
    live.region = source.region;
  }
  void perform(const CreateSnapshot& op) {
    const auto& machine =
        present(world_.live.virtual_machines, id_of_target(op.machine), "the machine is not there");
    expect(machine.state == VmState::active, "the machine is not active");
    auto& live = add(world_.live.snapshots, op.name, 'S');
    live.state = SetupState::ready;
    live.status = "SUCCESS";
    live.tier = Tier::legacy;
    live.size = {100};
    live.description = op.description;
    live.has_image = false;
    live.region = machine.region;
    live.machine = machine.id;
    live.machine_name = machine.name;
  }
  void perform(const DeleteSnapshot&) {
    const RemoteId id = own_id();
    for (const auto& image : world_.live.images)
      expect(image.snapshot != id, "the image made from it goes with it");
    erase(world_.live.snapshots);
  }
  void perform(const CreateImage& op) {
    const RemoteId source = id_of_target(op.snapshot);
    auto& snapshot = present(world_.live.snapshots, source, "the snapshot is not there");
    expect(std::ranges::find(world_.live.images, source, &LiveImage::snapshot) ==
               world_.live.images.end(),
           "the snapshot has an image");
    auto& live = add(world_.live.images, op.name, 'I');
    live.state = SetupState::ready;
    live.status = "SUCCESS";
    live.snapshot = source;
    live.region = snapshot.region;
    snapshot.has_image = true;
  }
  void perform(const DeleteImage&) {
    const auto* image = by_id(world_.live.images, own_id());
    if (image != nullptr)
      if (auto* snapshot = by_id(world_.live.snapshots, image->snapshot))
        snapshot->has_image = false;
    erase(world_.live.images);
  }
  void perform(const StartInstance&) { move(VmState::stopped, VmState::active, "ACTIVE"); }
  void perform(const StopInstance&) { move(VmState::active, VmState::stopped, "SHUTOFF"); }
  void perform(const HibernateInstance&) {
    move(VmState::active, VmState::hibernated, "HIBERNATED");
    machine().public_ip.reset();
  }
  void perform(const RestoreInstance&) { move(VmState::hibernated, VmState::active, "ACTIVE"); }
  void perform(const TogglePublicIp& op) {
    auto& live = machine();
    expect(live.state == VmState::active, "addresses change on running machines only");
    live.public_ip = op.wanted ? std::optional<std::string>("198.51.100.8") : std::nullopt;
  }
  void perform(const AddInstanceRule& op) { add_rule(machine().rules, op.rule); }
  void perform(const RemoveInstanceRule& op) { remove_rule(machine().rules, op.rule_id); }
  void perform(const DeleteInstance&) {
    const RemoteId id = own_id();
    for (auto& volume : world_.live.volumes)
      if (std::ranges::count(volume.attached_to, id) > 0) release(volume);
    for (auto& each : world_.live.firewalls)
      std::erase_if(each.members, [&](const LiveFirewallMember& m) { return m.machine == id; });
    erase(world_.live.virtual_machines);
  }

  void perform(const Adopt&) { made_ = *step_->id; }
  void perform(const Forget&) {}
  void perform(const Remember&) {}

  void fold() {
    const Operation& op = step_->operation;
    if (deletes(op) || std::holds_alternative<Forget>(op)) return end();
    const bool begins = creates(op) || std::holds_alternative<Adopt>(op);
    auto& resources = world_.recorded.resources.edit();
    if (!begins && (step_->applied.is_null() || !resources.contains(step_->resource))) return;
    auto& record = resources[step_->resource];
    record.key = step_->resource;
    if (begins) {
      if (is_to_be_deleted(record.id)) record.superseded.push_back(record.id);
      record.id = made_;
      record.remote_name = created_name(op).empty() ? step_->resource.name : created_name(op);
    }
    record.applied = step_->applied;
    record.protect = step_->protect;
    record.on_delete = step_->on_delete;
    record.depends_on = step_->depends_on;
  }

  bool is_to_be_deleted(const RemoteId& id) const {
    return !id.text.empty() && std::ranges::any_of(plan_.steps, [&](const Step& other) {
      return other.resource == step_->resource && deletes(other.operation) && other.id == id;
    });
  }

  void end() {
    auto& resources = world_.recorded.resources.edit();
    const auto found = resources.find(step_->resource);
    expect(found != resources.end(), "ends a record that is not there");
    if (found == resources.end()) return;
    auto& record = found->second;
    if (step_->id && *step_->id != record.id) {
      std::erase(record.superseded, *step_->id);
    } else if (record.superseded.empty()) {
      resources.erase(found);
    } else {
      record.id = record.superseded.back();
      record.superseded.pop_back();
    }
  }

  TestWorld& world_;
  const Plan& plan_;
  const Step* step_ = nullptr;
  RemoteId made_;
  std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> apply_to(TestWorld& world, const Plan& plan, std::size_t steps) {
  return Cloud(world, plan).run(steps);
}

}  // namespace muster::testing
