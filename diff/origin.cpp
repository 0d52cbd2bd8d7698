#include "diff/origin.hpp"

#include "diff/plan_words.hpp"
#include "diff/references.hpp"

namespace muster {
namespace {

std::string kind_and_name(const AnyReference& reference) {
  return std::string(to_string(reference.kind)) + " " + in_quotes(reference.name);
}

std::string worded(const GpuSpec& gpu) {
  return std::to_string(gpu.count) + "x " + gpu.model;
}

/// What the reference stands for in the account, if it stays there.
LiveThing thing_of(const Draft& draft, const AnyReference& reference) {
  if (reference.existing) {
    const auto found = draft.live.named(reference.kind, reference.name);
    return found.size() == 1 ? found.front() : LiveThing();
  }
  const Subject* subject = draft.find({reference.kind, reference.name});
  return subject != nullptr && subject->stays() ? subject->live : LiveThing();
}

Makeup makeup_of_thing(const Draft&, const LiveVirtualMachine& machine) {
  return {.tier = machine.tier,
          .region = machine.region,
          .gpu = {.model = machine.gpu_model, .count = machine.gpu_count}};
}

/// A snapshot has the hardware of its machine, which tells as long as it is there.
Makeup makeup_of_thing(const Draft& draft, const LiveSnapshot& snapshot) {
  Makeup makeup{.tier = snapshot.tier, .region = snapshot.region};
  if (const auto* machine = draft.live.machines.by_id(snapshot.machine))
    makeup.gpu = makeup_of_thing(draft, *machine).gpu;
  return makeup;
}

Makeup makeup_of_thing(const Draft&, const LiveImage& image) {
  return {.tier = Tier::legacy, .region = image.region};
}

template <class T>
Makeup makeup_of_thing(const Draft&, const T&) {
  return {};
}

/// Of a thing that the plan makes: from what its manifest says.
Makeup makeup_of_spec(const Draft& draft, const Spec& spec) {
  if (const auto* machine = std::get_if<VirtualMachineSpec>(&spec))
    return {.tier = machine->tier, .region = machine->region, .gpu = machine->gpu.at(0)};
  if (const auto* snapshot = std::get_if<SnapshotSpec>(&spec))
    return makeup_of(draft, any(snapshot->virtual_machine));
  if (const auto* image = std::get_if<CustomImageSpec>(&spec)) {
    Makeup makeup = makeup_of(draft, any(image->snapshot));
    makeup.gpu = {.model = "", .count = 0};
    return makeup;
  }
  return {};
}

/// False, with a diagnostic, when nothing can be made from what is there.
bool check_usable(Draft& draft, const Subject& subject, std::string_view path,
                  const AnyReference& source) {
  const LiveThing thing = thing_of(draft, source);
  if (!is_broken(thing)) return true;
  draft.error(
      subject, path,
      kind_and_name(source) + " is in an error state in the account; nothing can be made from it",
      "use another one");
  return false;
}

/// The API restores the snapshot's own hardware (documented).
void check_hardware(Draft& draft, Subject& subject, const VirtualMachineSpec& machine) {
  if (!machine.boot.snapshot) return;
  const AnyReference snapshot = any(*machine.boot.snapshot);
  if (!check_usable(draft, subject, "/spec/boot/snapshot", snapshot)) return;
  const Makeup makeup = makeup_of(draft, snapshot);
  if (makeup.gpu.model.empty() || makeup.gpu.count == 0)
    subject.warnings.push_back(
        kind_and_name(snapshot) +
        " is of a machine that is gone: whether its hardware is as the manifest says shows when it "
        "is restored");
  else if (makeup.gpu != machine.gpu)
    draft.error(subject, "/spec/gpu",
                kind_and_name(snapshot) + " comes back with the hardware it was taken of, " +
                    worded(makeup.gpu) + ", and the manifest says " + worded(machine.gpu),
                "make the manifest match, or boot from a CustomImage made from the snapshot");
}

/// A snapshot has at most one image (documented by its endpoint).
void check_only_image(Draft& draft, const Subject& subject, const CustomImageSpec& image) {
  const AnyReference snapshot = any(image.snapshot);
  if (!check_usable(draft, subject, "/spec/snapshot", snapshot)) return;
  const auto target = resolve(draft, snapshot);
  const auto* other = target && target->id ? draft.live.image_of(*target->id) : nullptr;
  if (other == nullptr) return;
  const Subject* owner = draft.owner(Kind::custom_image, other->id);
  const bool goes = owner != nullptr && !owner->stays() && !owner->is_left_alone();
  if (owner == &subject || goes) return;
  draft.error(subject, "/spec/snapshot",
              kind_and_name(snapshot) + " already has an image, '" + other->name + "' (" +
                  other->id.text + "), and a snapshot has at most one",
              owner != nullptr
                  ? "it is that of " + to_string(owner->key)
                  : "to take that one over, call this CustomImage '" + other->name +
                        "' and set lifecycle.adopt: true; or delete it in the account first");
}

void check_snapshotted(Draft& draft, const Subject& subject, const SnapshotSpec& snapshot) {
  const AnyReference machine = any(snapshot.virtual_machine);
  if (makeup_of(draft, machine).tier.value_or(Tier::legacy) == Tier::legacy) return;
  draft.error(subject, "/spec/virtualMachine",
              "snapshots are not offered on tier advanced, where " + kind_and_name(machine) + " is",
              "only tier legacy has them");
}

}  // namespace

Makeup makeup_of(const Draft& draft, const AnyReference& reference) {
  const LiveThing thing = thing_of(draft, reference);
  if (exists(thing))
    return std::visit(
        [&]<class P>(const P& live) {
          if constexpr (std::is_same_v<P, std::monostate>)
            return Makeup();
          else
            return makeup_of_thing(draft, *live);
        },
        thing);
  const Subject* subject =
      reference.existing ? nullptr : draft.find({reference.kind, reference.name});
  if (subject == nullptr || subject->desired == nullptr) return {};
  return makeup_of_spec(draft, subject->desired->spec);
}

void check_origins(Draft& draft) {
  for (auto& subject : draft.subjects) {
    if (subject.desired == nullptr || subject.stays()) continue;
    const Spec& spec = subject.desired->spec;
    if (const auto* machine = std::get_if<VirtualMachineSpec>(&spec))
      check_hardware(draft, subject, *machine);
    else if (const auto* snapshot = std::get_if<SnapshotSpec>(&spec))
      check_snapshotted(draft, subject, *snapshot);
    else if (const auto* image = std::get_if<CustomImageSpec>(&spec))
      check_only_image(draft, subject, *image);
  }
}

}  // namespace muster
