#include "diff/decide.hpp"

#include "diff/free_name.hpp"
#include "diff/gpu_choice.hpp"
#include "diff/live_view.hpp"

#include <algorithm>
#include <vector>

namespace muster {
namespace {

enum class Effect { in_place, replacement };

/// Only the advanced tier grows volumes (inferred), and none shrinks them.
bool grows(const Subject& subject, const FieldChange& change) {
  const auto* volume = std::get_if<VolumeSpec>(&subject.desired->spec);
  const auto* before = change.before.get_if<std::string>();
  const auto old_size = before == nullptr ? std::nullopt : parse_gigabytes(*before);
  return volume != nullptr && volume->tier == Tier::advanced && old_size &&
         *old_size < volume->size;
}

Effect effect_of(const Subject& subject, const FieldDifference& difference) {
  const bool in_place =
      difference.rule == Change::in_place ||
      (difference.rule == Change::grows_in_place && grows(subject, difference.change));
  return in_place ? Effect::in_place : Effect::replacement;
}

/// Keys do not reach a restored machine, so making it again would change nothing.
bool is_only_remembered(const Subject& subject, const FieldDifference& difference) {
  const auto* machine = std::get_if<VirtualMachineSpec>(&subject.desired->spec);
  return machine != nullptr && machine->boot.snapshot && difference.change.path == "/spec/sshKeys";
}

void sort_out(Draft& draft, Subject& subject, std::vector<FieldDifference> differences) {
  const Lifecycle& lifecycle = subject.desired->lifecycle;
  for (auto& difference : differences) {
    if (is_ignored(difference.change.path, lifecycle.ignore)) continue;
    if (is_only_remembered(subject, difference)) continue;
    const Effect effect = effect_of(subject, difference);
    if (difference.change.drift) {
      subject.drift.push_back(difference.change);
      if (lifecycle.on_drift == OnDrift::report) continue;
      // A thing is never destroyed because the account says something odd about it.
      if (effect == Effect::replacement) {
        draft.note(subject.key, "is not as it was made: only a replacement would bring back " +
                                    difference.change.path +
                                    ", which muster does not do for drift");
        continue;
      }
    }
    difference.change.forces_replacement = effect == Effect::replacement;
    subject.acted.push_back(std::move(difference));
  }
}

void decide_differences(Draft& draft, Subject& subject) {
  const auto forcing = std::ranges::find_if(
      subject.acted, [](const FieldDifference& d) { return d.change.forces_replacement; });
  if (forcing != subject.acted.end()) {
    const std::string path = forcing->change.path;
    if (subject.standing == Standing::adopted)
      draft.error(subject, path,
                  "the thing to adopt differs in " + path +
                      ", which cannot be changed in place; nothing is adopted and replaced at once",
                  "make the manifest match, or list the field in lifecycle.ignore");
    else
      force_replacement(draft, subject, path, path + " cannot be changed in place");
  } else if (subject.standing == Standing::adopted) {
    subject.action = Action::adopt;
    subject.reason = "a thing of this name exists and is to be adopted";
  } else if (!subject.acted.empty()) {
    subject.action = Action::update;
  }
}

/// A snapshot that a schedule takes is replaced only when the schedule says so.
bool waits_for_its_schedule(const Resource& resource) {
  const auto* snapshot = std::get_if<SnapshotSpec>(&resource.spec);
  return snapshot != nullptr && snapshot->schedule && resource.lifecycle.replace == Replace::never;
}

/// A machine or firewall that failed is of no use; a volume may still hold data.
bool decide_broken(Draft& draft, Subject& subject) {
  if (subject.standing != Standing::owned || !is_broken(subject.live)) return false;
  if (waits_for_its_schedule(*subject.desired)) {
    draft.note(subject.key, "failed in the account; its schedule takes it again, or lets it go");
    return false;
  }
  if (subject.key.kind == Kind::volume) {
    draft.note(
        subject.key,
        "is in an error state in the account; it may hold data, so it is left alone. Delete it "
        "there to have a new one made");
    return false;
  }
  force_replacement(draft, subject, "", "it is in an error state in the account");
  return true;
}

void decide_one(Draft& draft, Subject& subject) {
  const auto& schema = spec_schema(subject.key.kind);
  if (!exists(subject.live)) {
    subject.action = Action::create;
    subject.reason = subject.standing == Standing::vanished
                         ? "it is gone from the account; it is made again"
                         : "";
    return;
  }
  const Value* recorded = subject.recorded == nullptr ? nullptr : &subject.recorded->applied;
  if (subject.standing == Standing::adopted) recorded = nullptr;
  const Value live = live_view(draft, subject);
  subject.seen = completed(schema, live, recorded);
  if (is_going(subject.live)) {
    subject.action = Action::replace;
    subject.reason = "it is being deleted in the account; it is made again";
    return;
  }
  sort_out(draft, subject, diff_fields(schema, subject.wanted, live, recorded));
  if (!decide_broken(draft, subject)) decide_differences(draft, subject);
}

void decide_wanted(Draft& draft, Subject& subject) {
  subject.wanted = wanted_view(*subject.desired, draft.options.secrets);
  subject.applied = subject.wanted;
  decide_one(draft, subject);
}

/// What an interrupted replacement left behind goes with the next plan, unless its successor has
/// come under protection meanwhile.
void decide_leftovers(Draft& draft, Subject& subject) {
  if (subject.held || (subject.leftovers.empty() && subject.gone_leftovers.empty())) return;
  const bool is_protected = (subject.recorded != nullptr && subject.recorded->protect) ||
                            (subject.lifecycle != nullptr && subject.lifecycle->protect);
  for (const auto& thing : subject.leftovers) {
    const std::string which =
        "what it replaced, '" + name_of(thing) + "' (" + id_of(thing).text + "), ";
    if (is_protected)
      draft.note(subject.key, "is protected, so " + which +
                                  "is not deleted; set lifecycle.protect: false and apply");
    else
      subject.warnings.push_back(which + "is still there and is deleted");
  }
  subject.leftovers_stay = is_protected;
  if (subject.action != Action::no_op || !subject.clears_leftovers()) return;
  subject.action = Action::update;
  subject.reason = subject.leftovers.empty() ? "only what muster remembers changes"
                                             : "a replacement that was cut off is completed";
}

}  // namespace

void force_replacement(Draft& draft, Subject& subject, std::string_view path, std::string reason) {
  const Lifecycle& lifecycle = subject.desired->lifecycle;
  const bool was_protected = subject.recorded != nullptr && subject.recorded->protect;
  if (lifecycle.protect || was_protected)
    draft.deny(subject, path, reason + ", but it is protected and is not replaced",
               "set lifecycle.protect: false, apply, and then change it");
  else if (lifecycle.replace == Replace::never)
    draft.deny(subject, path, reason + ", and lifecycle.replace is never",
               "take back the change, or allow the replacement");
  const bool first = lifecycle.replace == Replace::create_first;
  const auto problem = first ? create_first_problem(subject.desired->spec) : std::string();
  if (!problem.empty())
    draft.error(subject, "/spec/lifecycle/replace",
                reason + ", and createFirst is not possible: " + problem,
                "use lifecycle.replace: allow");
  subject.action = first ? Action::replace_create_first : Action::replace;
  subject.reason = std::move(reason);
}

void decide_actions(Draft& draft) {
  keep_gpus(draft);
  std::vector<Subject*> undecided;
  for (auto& subject : draft.subjects)
    if (subject.desired != nullptr && is_undecided(subject))
      undecided.push_back(&subject);
    else if (subject.desired != nullptr)
      decide_wanted(draft, subject);
  choose_gpus(draft);
  for (auto* subject : undecided) decide_wanted(draft, *subject);
  // A machine cannot outlive the disk it boots from.
  for (auto& subject : draft.subjects) {
    if (subject.desired == nullptr || !subject.stays()) continue;
    const auto* machine = std::get_if<VirtualMachineSpec>(&subject.desired->spec);
    if (machine == nullptr || !machine->boot.volume || machine->boot.volume->existing) continue;
    const Subject* disk = draft.find({Kind::volume, machine->boot.volume->name});
    if (disk != nullptr && !disk->stays())
      force_replacement(draft, subject, "/spec/boot/volume",
                        "the volume it boots from is made anew");
  }
  // Nor an image the snapshot it was made from: they are deleted together.
  for (auto& subject : draft.subjects) {
    if (subject.desired == nullptr || !subject.stays()) continue;
    const auto* image = std::get_if<CustomImageSpec>(&subject.desired->spec);
    if (image == nullptr || image->snapshot.existing) continue;
    const Subject* snapshot = draft.find({Kind::snapshot, image->snapshot.name});
    if (snapshot != nullptr && snapshot->is_replaced())
      force_replacement(draft, subject, "/spec/snapshot",
                        "the snapshot it is made from is made anew");
  }
  for (auto& subject : draft.subjects) {
    // The old one has its name as long as it is there.
    const bool beside = subject.is_replaced_first() ||
                        (subject.action == Action::create && !subject.leftovers.empty());
    subject.account_name =
        beside && subject.desired != nullptr ? free_name(draft, subject) : subject.key.name;
    decide_leftovers(draft, subject);
  }
}

}  // namespace muster
