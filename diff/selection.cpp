#include "diff/selection.hpp"

#include "model/suggest.hpp"

#include <algorithm>
#include <set>

namespace muster {
namespace {

using Keys = std::set<ResourceKey>;

/// What a wanted resource refers to; what one that goes was last known to use. A schedule takes its
/// snapshots of machines as they are.
std::vector<ResourceKey> needs_of(const Subject& subject) {
  if (subject.desired != nullptr)
    if (const auto* snapshot = std::get_if<SnapshotSpec>(&subject.desired->spec);
        snapshot != nullptr && snapshot->schedule)
      return {};
  if (subject.desired != nullptr) return uses_of(subject.desired->spec);
  return subject.recorded->depends_on;
}

/// Who refers to whom, the other way round.
std::map<ResourceKey, std::vector<ResourceKey>> users_of_all(const Draft& draft) {
  std::map<ResourceKey, std::vector<ResourceKey>> users;
  const auto add = [&](const Subject& subject, const std::vector<ResourceKey>& uses) {
    for (const auto& key : uses) users[key].push_back(subject.key);
  };
  for (const auto& subject : draft.subjects) {
    if (subject.desired != nullptr) add(subject, uses_of(subject.desired->spec));
    if (subject.recorded != nullptr) add(subject, subject.recorded->depends_on);
  }
  return users;
}

/// All that can be reached from `start`; `next` names the neighbours of a resource.
template <class Next>
Keys closure(const Draft& draft, const std::vector<ResourceKey>& start, Next next) {
  Keys reached;
  std::vector<ResourceKey> open = start;
  while (!open.empty()) {
    const ResourceKey key = std::move(open.back());
    open.pop_back();
    const Subject* subject = draft.find(key);
    if (subject == nullptr || !reached.insert(key).second) continue;
    const auto neighbours = next(*subject);
    open.insert(open.end(), neighbours.begin(), neighbours.end());
  }
  return reached;
}

void check_known(Draft& draft, const std::vector<ResourceKey>& keys, const char* flag) {
  for (const auto& key : keys) {
    if (draft.find(key) != nullptr) continue;
    std::vector<std::string> known;
    for (const auto& subject : draft.subjects) known.push_back(to_string(subject.key));
    const std::vector<std::string_view> views(known.begin(), known.end());
    const auto near = nearest(to_string(key), views);
    draft.error(Position{},
                std::string(flag) + " " + to_string(key) +
                    ": there is neither a manifest nor a record of it",
                near ? "did you mean " + *near + "?" : std::string());
  }
}

std::string listed_keys(const Keys& keys) {
  constexpr std::size_t shown_max = 20;
  std::string text;
  std::size_t shown = 0;
  for (const auto& key : keys) {
    if (shown++ == shown_max) break;
    text += (text.empty() ? "" : ", ") + to_string(key);
  }
  if (keys.size() > shown_max) text += " and " + std::to_string(keys.size() - shown_max) + " more";
  return text;
}

Keys without(Keys keys, const std::vector<ResourceKey>& named) {
  for (const auto& key : named) keys.erase(key);
  return keys;
}

/// The targets, what they need, and for those that go what has to let go of them first.
Keys targeted(const Draft& draft) {
  const auto users = users_of_all(draft);
  return closure(draft, draft.options.targets, [&](const Subject& subject) {
    if (subject.desired != nullptr) return needs_of(subject);
    const auto found = users.find(subject.key);
    return found == users.end() ? std::vector<ResourceKey>() : found->second;
  });
}

/// The excluded, what needs them, and for those that were to go what they still use.
Keys excluded(const Draft& draft) {
  const auto users = users_of_all(draft);
  return closure(draft, draft.options.excludes, [&](const Subject& subject) {
    std::vector<ResourceKey> next;
    const auto take = [&](const std::vector<ResourceKey>& keys, bool wanted) {
      for (const auto& key : keys) {
        const Subject* other = draft.find(key);
        if (other != nullptr && (other->desired != nullptr) == wanted) next.push_back(key);
      }
    };
    const auto found = users.find(subject.key);
    if (subject.desired == nullptr)
      take(needs_of(subject), false);
    else if (found != users.end())
      take(found->second, true);
    return next;
  });
}

void note_selection(Draft& draft, const Keys& in, const Keys& out, std::size_t held) {
  const auto& options = draft.options;
  if (!options.targets.empty()) {
    const Keys added = without(in, options.targets);
    draft.notes.push_back("only " + listed_keys({options.targets.begin(), options.targets.end()}) +
                          (added.empty() ? "" : ", and with it " + listed_keys(added)) +
                          " is planned");
  }
  if (!options.excludes.empty()) {
    const Keys added = without(out, options.excludes);
    draft.notes.push_back(listed_keys({options.excludes.begin(), options.excludes.end()}) +
                          (added.empty() ? "" : ", and with it " + listed_keys(added)) +
                          " is left out");
  }
  draft.notes.push_back(std::to_string(held) + (held == 1 ? " resource is" : " resources are") +
                        " left as it is in the account: plan again without --target and --exclude "
                        "to see the rest");
}

}  // namespace

void hold_back(Draft& draft) {
  const auto& options = draft.options;
  if (options.targets.empty() && options.excludes.empty()) return;
  check_known(draft, options.targets, "--target");
  check_known(draft, options.excludes, "--exclude");
  if (has_errors(draft.diagnostics)) return;
  const Keys in = targeted(draft);
  const Keys out = excluded(draft);
  for (const auto& key : options.targets)
    if (out.contains(key))
      draft.error(*draft.find(key), "", "it is a --target, and --exclude leaves it out",
                  "give one of the two");
  std::size_t held = 0;
  for (auto& subject : draft.subjects) {
    subject.held =
        out.contains(subject.key) || (!options.targets.empty() && !in.contains(subject.key));
    if (subject.held) subject.desired = nullptr;
    held += subject.held ? 1 : 0;
  }
  note_selection(draft, in, out, held);
  std::erase_if(draft.subjects, [](const Subject& subject) {
    return subject.desired == nullptr && subject.recorded == nullptr;
  });
  draft.index_names();
}

void check_held_back(Draft& draft) {
  for (const auto& subject : draft.subjects) {
    if (!subject.held || !exists(subject.live)) continue;
    for (const auto& key : subject.recorded->depends_on) {
      const Subject* used = draft.find(key);
      if (used == nullptr || used->held || !exists(used->live) || used->stays()) continue;
      if (used->action == Action::forget) continue;
      draft.error(*used, "",
                  "it is to be " + std::string(used->is_replaced() ? "replaced" : "deleted") +
                      ", and " + to_string(subject.key) + ", which uses it, is left out",
                  "add --target " + to_string(subject.key) + ", or leave both out");
    }
  }
}

}  // namespace muster
