#include "diff/ownership.hpp"

#include <algorithm>

namespace muster {
namespace {

bool may_adopt(const Draft& draft, const Subject& subject) {
  return draft.options.adopt || subject.desired->lifecycle.adopt;
}

void refuse_foreign(Draft& draft, Subject& subject, const LiveThing& thing) {
  const std::string what = "the account already has a " + std::string(to_string(subject.key.kind)) +
                           " named '" + subject.key.name + "' (" + id_of(thing).text +
                           ") that muster does not manage";
  if (is_going(thing))
    draft.error(subject, "", what + "; it is being deleted", "try again when it is gone");
  else
    draft.error(subject, "", what,
                "take it over with `lifecycle.adopt: true` or `apply --adopt`, or choose another "
                "name");
}

/// Something of the name is there, or nothing: the name decides, no id is known.
void settle_by_name(Draft& draft, Subject& subject) {
  const auto found = draft.live.named(subject.key.kind, subject.key.name);
  if (found.empty()) return;
  const LiveThing& thing = found.front();
  if (const Subject* owner = draft.owner(subject.key.kind, id_of(thing))) {
    if (owner == &subject) return;  // what it replaced: it gets another name
    draft.error(subject, "",
                "the name is taken by " + id_of(thing).text + ", which is recorded as " +
                    to_string(owner->key),
                "apply without this manifest first, or choose another name");
  } else if (!may_adopt(draft, subject) || is_going(thing)) {
    refuse_foreign(draft, subject, thing);
  } else if (found.size() > 1) {
    draft.error(subject, "",
                "the account has " + std::to_string(found.size()) + " things of this name",
                "only a name that is unique can be adopted");
  } else {
    subject.live = thing;
    subject.standing = Standing::adopted;
  }
}

// Things that manifests and records speak of without managing them.

void collect_named(const Draft& draft, Kind kind, const std::string& name,
                   std::set<std::string>& ids) {
  const auto found = draft.live.named(kind, name);
  if (found.size() == 1) ids.insert(id_of(found.front()).text);
}

void collect_mentioned(const Draft& draft, Kind kind, const Value* list,
                       std::set<std::string>& ids) {
  const auto* items = list == nullptr ? nullptr : list->get_if<Value::List>();
  if (items == nullptr) return;
  for (const auto& item : *items) {
    const Value* name = item.find("existing");
    const auto* text = name == nullptr ? nullptr : name->get_if<std::string>();
    if (text != nullptr) collect_named(draft, kind, *text, ids);
  }
}

template <Kind kind>
void collect_mentioned(const Draft& draft,
                       const std::optional<std::vector<Reference<kind>>>& references,
                       std::set<std::string>& ids) {
  if (!references) return;
  for (const auto& reference : *references)
    if (reference.existing) collect_named(draft, kind, reference.name, ids);
}

void collect_project_things(Draft& draft) {
  for (const auto& subject : draft.subjects) {
    if (subject.key.kind == Kind::volume && exists(subject.live))
      draft.project_volumes.insert(subject.id().text);
    if (subject.key.kind == Kind::firewall && exists(subject.live))
      draft.project_firewalls.insert(subject.id().text);
    if (subject.key.kind == Kind::firewall)
      for (const auto& thing : subject.leftovers) draft.project_firewalls.insert(id_of(thing).text);
    if (subject.key.kind != Kind::virtual_machine) continue;
    if (subject.recorded != nullptr) {
      const Value& spec = subject.recorded->applied;
      collect_mentioned(draft, Kind::volume, spec.find("volumes"), draft.project_volumes);
      collect_mentioned(draft, Kind::firewall, spec.find("firewalls"), draft.project_firewalls);
    }
    if (subject.desired != nullptr) {
      const auto& machine = std::get<VirtualMachineSpec>(subject.desired->spec);
      collect_mentioned(draft, machine.volumes, draft.project_volumes);
      collect_mentioned(draft, machine.firewalls, draft.project_firewalls);
    }
  }
}

/// Protection counts from the moment it is written down, applied or not; so does keeping the thing.
bool is_protected(const Subject& subject) {
  return subject.recorded->protect || (subject.lifecycle != nullptr && subject.lifecycle->protect);
}
bool is_retained(const Subject& subject) {
  return subject.recorded->on_delete == OnDelete::retain ||
         (subject.lifecycle != nullptr && subject.lifecycle->on_delete == OnDelete::retain);
}

/// Why it is not wanted any more.
const char* why_it_goes(const Draft& draft, const Subject& subject) {
  if (draft.options.destroy) return "everything is to be destroyed";
  const bool scheduled =
      subject.key.kind == Kind::snapshot && subject.recorded->applied.find("schedule") != nullptr;
  return scheduled ? "its schedule does not keep it" : "the manifest was removed";
}

}  // namespace

void settle_ownership(Draft& draft) {
  for (auto& subject : draft.subjects) {
    if (!draft.live.was_observed(subject.key.kind)) {
      draft.error(subject, "", "things of this kind were not read from the account");
      continue;
    }
    if (subject.recorded == nullptr) continue;
    subject.live = draft.live.find(subject.key.kind, subject.recorded->id);
    subject.standing = exists(subject.live) ? Standing::owned : Standing::vanished;
    subject.leftovers_stay = subject.held;
    for (const auto& id : subject.recorded->superseded) {
      const auto thing = draft.live.find(subject.key.kind, id);
      if (exists(thing))
        subject.leftovers.push_back(thing);
      else if (!subject.held)
        subject.gone_leftovers.push_back(id);
    }
  }
  draft.index_owners();
  for (auto& subject : draft.subjects)
    if (subject.desired != nullptr && !exists(subject.live)) settle_by_name(draft, subject);
  draft.index_owners();
  collect_project_things(draft);
}

void decide_removals(Draft& draft) {
  for (auto& subject : draft.subjects) {
    if (subject.desired != nullptr || subject.held) continue;
    subject.seen = subject.recorded->applied;
    const char* why = why_it_goes(draft, subject);
    if (subject.standing == Standing::vanished) {
      subject.action = Action::forget;
      subject.reason = std::string(why) + ", and it is already gone from the account";
    } else if (is_protected(subject)) {
      draft.deny(subject, "", std::string(why) + ", but it is protected and is not deleted",
                 "set lifecycle.protect: false, apply, and then delete it");
    } else if (is_retained(subject)) {
      subject.action = Action::forget;
      subject.reason = std::string(why) + "; it stays in the account (onDelete: retain)";
    } else {
      subject.action = Action::remove;
      subject.reason = why;
    }
  }
}

}  // namespace muster
