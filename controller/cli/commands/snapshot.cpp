#include "controller/cli/commands/commands.hpp"
#include "controller/cli/direct_run.hpp"
#include "controller/cli/snapshot_run.hpp"
#include "diff/plan_words.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct SnapshotFlags {
  DirectFlags direct;
  std::string source;
  std::string name;
  std::optional<std::string> description;
};

/// The API has the last word on which machines it takes a snapshot of.
Result<void> check_eligible(const std::vector<MachineChoice>& choices, const InventoryItem& item,
                            const LiveState& live) {
  if (std::ranges::find(choices, item.id.text, &MachineChoice::id) != choices.end()) return {};
  const auto machine = std::ranges::find(live.virtual_machines, item.id, &LiveVirtualMachine::id);
  std::string why = "it does not say why";
  if (machine != live.virtual_machines.end()) {
    if (machine->tier == Tier::advanced)
      why = "it is on the advanced tier, which has no snapshots";
    else if (machine->state == VmState::snapshotting)
      why = "a snapshot of it is being taken already";
    else if (machine->state != VmState::active)
      why = "it is " + machine->status + ", and only a machine that runs can be taken";
    else if (!machine->has_server)
      why = "it has no server yet; try again in a moment";
  }
  return fail(Errc::rejected,
              "the API takes no snapshot of " + printable(item.name) + " now: " + printable(why));
}

Task<Result<Operation>> take_snapshot(const SnapshotFlags& flags, api::Client& client,
                                      const InventoryItem& item, const LiveState& live) {
  MUSTER_CO_TRY(const auto choices, co_await client.list_snapshot_eligible(net::Context()));
  MUSTER_CO_CHECK(check_eligible(choices, item, live));
  co_return Operation(
      CreateSnapshot{flags.name, flags.description, target_of(Kind::virtual_machine, item)});
}

/// What the new machine will be is told by the machine of the snapshot, while that is there.
Task<Result<Operation>> restore(const SnapshotFlags& flags, const InventoryItem& item,
                                const LiveState& live) {
  RestoreSnapshot operation{.name = flags.name, .snapshot = target_of(Kind::snapshot, item)};
  const auto snapshot = std::ranges::find(live.snapshots, item.id, &LiveSnapshot::id);
  if (snapshot != live.snapshots.end()) {
    operation.spec.tier = snapshot->tier.value_or(Tier::legacy);
    operation.spec.region = snapshot->region;
    const auto machine =
        std::ranges::find(live.virtual_machines, snapshot->machine, &LiveVirtualMachine::id);
    if (machine != live.virtual_machines.end())
      operation.spec.gpu = {{.model = machine->gpu_model, .count = machine->gpu_count}};
  }
  co_return Operation(std::move(operation));
}

/// The image that was made from it goes with it (inferred): the API knows which, whatever its lists
/// say.
Task<Result<Operation>> delete_with_image(api::Client& client, const InventoryItem& item,
                                          LiveState& live) {
  MUSTER_CO_TRY(const auto image, co_await client.image_of_snapshot(net::Context(), item.id));
  for (auto& each : live.images)
    if (image && each.id == *image) each.snapshot = item.id;
  co_return Operation(DeleteSnapshot{});
}

void add_create(Verbs& verbs, CLI::App& group) {
  const auto flags = std::make_shared<SnapshotFlags>();
  const auto operation = [flags](api::Client& client, const InventoryItem& item, LiveState& live,
                                 const RecordedState&) {
    return take_snapshot(*flags, client, item, live);
  };
  auto& verb = add_direct_verb(
      verbs, group, "create", "Take a snapshot of a machine, which is shut off meanwhile",
      "muster snapshot create trainer before-upgrade --description 'as delivered'", flags->direct,
      [flags, operation](const CommonOptions& common) {
        return run_direct(common, flags->direct,
                          {.kind = Kind::virtual_machine,
                           .name = flags->source,
                           .also_look_at = {Kind::snapshot, Kind::custom_image},
                           .operation = operation});
      });
  verb.add_option("VM", flags->source, "Name or id of the machine")->required();
  verb.add_option("NAME", flags->name, "Name of the snapshot")->required();
  verb.add_option("--description", flags->description, "What it is of, for people");
}

void add_restore(Verbs& verbs, CLI::App& group) {
  const auto flags = std::make_shared<SnapshotFlags>();
  const auto operation = [flags](api::Client&, const InventoryItem& item, LiveState& live,
                                 const RecordedState&) { return restore(*flags, item, live); };
  auto& verb = add_direct_verb(verbs, group, "restore", "Make a new machine from a snapshot",
                               "muster snapshot restore before-upgrade trainer-2", flags->direct,
                               [flags, operation](const CommonOptions& common) {
                                 return run_direct(
                                     common, flags->direct,
                                     {.kind = Kind::snapshot,
                                      .name = flags->source,
                                      .also_look_at = {Kind::virtual_machine},  // and its stock
                                      .operation = operation});
                               });
  verb.add_option("NAME", flags->source, "Name or id of the snapshot")->required();
  verb.add_option("NEW_VM_NAME", flags->name, "Name of the new machine")->required();
}

void add_delete(Verbs& verbs, CLI::App& group) {
  const auto flags = std::make_shared<SnapshotFlags>();
  const auto operation = [](api::Client& client, const InventoryItem& item, LiveState& live,
                            const RecordedState&) { return delete_with_image(client, item, live); };
  auto& verb =
      add_direct_verb(verbs, group, "delete", "Delete a snapshot, and the image made from it",
                      "muster snapshot delete before-upgrade", flags->direct,
                      [flags, operation](const CommonOptions& common) {
                        return run_direct(common, flags->direct,
                                          {.kind = Kind::snapshot,
                                           .name = flags->source,
                                           .also_look_at = {},
                                           .operation = operation});
                      });
  verb.add_option("NAME", flags->source, "Name or id of the snapshot")->required();
}

void add_run(Verbs& verbs, CLI::App& group) {
  const auto flags = std::make_shared<SnapshotRunFlags>();
  auto& verb = verbs.add_below(
      group, "run",
      "Take the snapshots that are due, and delete those that retention does not keep; for cron "
      "and CI, where no daemon runs",
      "muster snapshot run --due --auto-approve\n  muster snapshot run nightly",
      [flags](const CommonOptions& common) { return run_snapshot_schedules(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json"});
  verb.add_option("NAME", flags->schedules, "Only of these SnapshotSchedules");
  verb.add_flag("--due", flags->due, "Of all SnapshotSchedules");
  verb.add_flag("--auto-approve", flags->auto_approve, "Do not ask");
}

}  // namespace

void add_snapshot(Verbs& verbs) {
  auto& group = verbs.add_group("snapshot", "Snapshots by schedule, and one by hand");
  add_run(verbs, group);
  add_create(verbs, group);
  add_restore(verbs, group);
  add_delete(verbs, group);
}

}  // namespace muster::cli
