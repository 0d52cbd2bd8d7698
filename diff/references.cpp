#include "diff/references.hpp"

#include "diff/origin.hpp"
#include "diff/place.hpp"
#include "diff/plan_words.hpp"
#include "model/suggest.hpp"

#include <algorithm>

namespace muster {
namespace {

using Machine = VirtualMachineSpec;

/// It is there, and this plan leaves it as it is.
bool is_held_back(const Subject& subject) {
  return subject.held && exists(subject.live);
}

/// The snapshots that a schedule took have no manifest that could be referred to.
bool is_of_a_schedule(const Subject& subject) {
  return subject.key.kind == Kind::snapshot && subject.recorded != nullptr &&
         subject.recorded->applied.find("schedule") != nullptr;
}

void check_existing(Draft& draft, const Subject& subject, std::string_view path,
                    const AnyReference& reference) {
  const auto found = draft.live.named(reference.kind, reference.name);
  const std::string kind(to_string(reference.kind));
  if (found.empty()) {
    const auto names = draft.live.names(reference.kind);
    const auto near = nearest(reference.name, names);
    draft.error(subject, path, "the account has no " + kind + " " + in_quotes(reference.name),
                near ? "did you mean " + in_quotes(*near) + "?" : std::string());
  } else if (found.size() > 1) {
    draft.error(subject, path,
                "the account has " + std::to_string(found.size()) + " things of kind " + kind +
                    " named " + in_quotes(reference.name),
                "only a name that is unique can be referred to");
  } else if (const Subject* owner = draft.owner(reference.kind, id_of(found.front()));
             owner != nullptr && !is_of_a_schedule(*owner)) {
    draft.error(
        subject, path, kind + " " + in_quotes(reference.name) + " is managed by this project",
        owner->desired != nullptr ? "refer to it by the name of its manifest: " + owner->key.name
                                  : "its manifest is gone, so it is about to be deleted");
  }
}

void check_managed(Draft& draft, const Subject& subject, std::string_view path,
                   const AnyReference& reference) {
  const Subject* target = draft.find({reference.kind, reference.name});
  if (target != nullptr && (target->desired != nullptr || is_held_back(*target))) return;
  std::vector<std::string_view> names;
  for (const auto& other : draft.subjects)
    if (other.key.kind == reference.kind && other.desired != nullptr)
      names.push_back(other.key.name);
  const auto near = nearest(reference.name, names);
  draft.error(subject, path,
              "there is no manifest " + to_string(ResourceKey{reference.kind, reference.name}),
              near ? "did you mean " + in_quotes(*near) + "?"
                   : "use {existing: " + reference.name + "} for what muster does not manage");
}

void check(Draft& draft, const Subject& subject, const std::string& path,
           const AnyReference& reference) {
  if (reference.existing)
    check_existing(draft, subject, path, reference);
  else
    check_managed(draft, subject, path, reference);
}

template <class List>
void check_list(Draft& draft, const Subject& subject, const std::string& path, const List& list) {
  for (std::size_t i = 0; i < list.size(); ++i)
    check(draft, subject, path + "/" + std::to_string(i), any(list[i]));
}

/// Where the thing is or will be, as far as it is known.
Place place_of(const Draft& draft, const AnyReference& reference) {
  if (reference.kind == Kind::snapshot || reference.kind == Kind::custom_image) {
    const Makeup makeup = makeup_of(draft, reference);
    return {makeup.tier, makeup.region};
  }
  if (!reference.existing) {
    const Subject* subject = draft.find({reference.kind, reference.name});
    if (subject == nullptr || subject->desired == nullptr) return {};
    return place_of(subject->desired->spec);
  }
  const auto found = draft.live.named(reference.kind, reference.name);
  if (found.size() != 1) return {};
  return place_of(found.front());
}

void check_place(Draft& draft, const Subject& subject, const Machine& machine,
                 const std::string& path, const AnyReference& reference) {
  const Place place = place_of(draft, reference);
  const std::string what = std::string(to_string(reference.kind)) + " " + in_quotes(reference.name);
  if (place.tier && *place.tier != machine.tier)
    draft.error(subject, path,
                what + " is in tier " + std::string(to_string(*place.tier)) +
                    ", the machine in tier " + std::string(to_string(machine.tier)),
                "both must be in one tier");
  else if (!place.region.empty() && place.region != machine.region)
    draft.error(subject, path,
                what + " is in region " + place.region + ", the machine in " + machine.region,
                "both must be in one region");
}

template <class List>
void check_places(Draft& draft, const Subject& subject, const Machine& machine,
                  const std::string& path, const List& list) {
  for (std::size_t i = 0; i < list.size(); ++i)
    check_place(draft, subject, machine, path + "/" + std::to_string(i), any(list[i]));
}

using Uses = std::map<AnyReference, const Subject*, decltype([](const auto& a, const auto& b) {
                        return std::tie(a.name, a.existing) < std::tie(b.name, b.existing);
                      })>;

void check_single_use(Draft& draft, Uses& uses, const Subject& subject, const std::string& path,
                      const AnyReference& volume) {
  const auto [use, first] = uses.emplace(volume, &subject);
  if (first || use->second == &subject) return;
  draft.error(
      subject, path,
      "Volume " + in_quotes(volume.name) + " is also wanted by " + to_string(use->second->key),
      "a volume can be attached to one machine at a time");
}

/// What a machine boots from matters when it is made.
void check_boot(Draft& draft, Uses& uses, const Subject& subject, const Machine& machine) {
  const auto check_source = [&](const char* path, const AnyReference& source) {
    check(draft, subject, path, source);
    check_place(draft, subject, machine, path, source);
  };
  const BootSource& boot = machine.boot;
  if (boot.volume) {
    check_source("/spec/boot/volume", any(*boot.volume));
    check_single_use(draft, uses, subject, "/spec/boot/volume", any(*boot.volume));
  }
  if (subject.stays()) return;
  if (boot.snapshot) check_source("/spec/boot/snapshot", any(*boot.snapshot));
  if (boot.custom_image) check_source("/spec/boot/customImage", any(*boot.custom_image));
}

void check_machine(Draft& draft, Uses& uses, const Subject& subject, const Machine& machine) {
  check_list(draft, subject, "/spec/sshKeys", machine.ssh_keys);
  if (machine.firewalls) {
    check_list(draft, subject, "/spec/firewalls", *machine.firewalls);
    check_places(draft, subject, machine, "/spec/firewalls", *machine.firewalls);
  }
  if (machine.volumes) {
    check_list(draft, subject, "/spec/volumes", *machine.volumes);
    check_places(draft, subject, machine, "/spec/volumes", *machine.volumes);
    for (std::size_t i = 0; i < machine.volumes->size(); ++i)
      check_single_use(draft, uses, subject, "/spec/volumes/" + std::to_string(i),
                       any((*machine.volumes)[i]));
  }
  if (machine.startup_script)
    check(draft, subject, "/spec/startupScript", any(*machine.startup_script));
  check_boot(draft, uses, subject, machine);
}

}  // namespace

std::optional<Target> resolve(const Draft& draft, const AnyReference& reference) {
  if (reference.existing) {
    const auto found = draft.live.named(reference.kind, reference.name);
    if (found.size() != 1) return std::nullopt;
    return Target{reference, id_of(found.front())};
  }
  const Subject* subject = draft.find({reference.kind, reference.name});
  if (subject == nullptr || (subject->desired == nullptr && !is_held_back(*subject)))
    return std::nullopt;
  if (subject->stays()) return Target{reference, subject->id()};
  return Target{reference, std::nullopt};
}

void check_references(Draft& draft) {
  Uses uses;
  for (const auto& subject : draft.subjects) {
    if (subject.desired == nullptr) continue;
    if (const auto* machine = std::get_if<Machine>(&subject.desired->spec))
      check_machine(draft, uses, subject, *machine);
    // A copy outlives what it was made from.
    if (subject.stays()) continue;
    if (const auto* snapshot = std::get_if<SnapshotSpec>(&subject.desired->spec))
      check(draft, subject, "/spec/virtualMachine", any(snapshot->virtual_machine));
    if (const auto* image = std::get_if<CustomImageSpec>(&subject.desired->spec))
      check(draft, subject, "/spec/snapshot", any(image->snapshot));
  }
}

}  // namespace muster
