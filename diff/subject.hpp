#pragma once

#include "diff/field_diff.hpp"
#include "diff/live_index.hpp"
#include "model/resource.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// How a resource stands to the account.
enum class Standing {
  absent,    // not recorded, and the name is free
  owned,     // recorded, and the id is there
  vanished,  // recorded, and the id is gone
  adopted,   // not recorded; a thing of that name is there and is to be taken over
};

/// One resource while its part of the plan is worked out.
struct Subject {
  ResourceKey key;
  const Resource* desired = nullptr;           // null: the manifest is gone
  const RecordedResource* recorded = nullptr;  // null: not owned so far
  /// What the manifest says of its life, even when everything is to be destroyed.
  const Lifecycle* lifecycle = nullptr;
  bool held = false;  // left out by --target or --exclude: it stays as it is
  Standing standing = Standing::absent;
  LiveThing live;
  /// What it replaced and is still to be deleted: a createFirst replacement was cut off.
  std::vector<LiveThing> leftovers;
  bool leftovers_stay = false;           // by protection
  std::vector<RemoteId> gone_leftovers;  // of those, what the account does not show any more

  Action action = Action::no_op;
  std::string reason;
  Value wanted;                        // spec as the manifest has it; null when it goes
  Value applied;                       // what the record will say: without what has to wait
  Value seen;                          // spec as the account shows it, else as recorded
  std::vector<FieldDifference> acted;  // differences that lead to steps
  std::vector<FieldChange> drift;
  std::vector<std::string> warnings;

  std::string account_name;  // of the thing that is to be made

  std::vector<std::size_t> steps;
  std::optional<std::size_t> ready;        // after this step the new thing exists
  std::optional<std::size_t> removed;      // after this step the old thing is gone
  std::optional<std::size_t> members_set;  // of a firewall
  /// The same as `removed` for old things that go while the new one is there already; steps that
  /// act on them are among `old_steps`.
  std::vector<std::size_t> old_removed;
  std::vector<std::size_t> old_steps;

  RemoteId id() const { return id_of(live); }
  /// Owned, and no step touches it.
  bool is_left_alone() const { return held || action == Action::forget; }
  bool is_replaced_first() const { return action == Action::replace_create_first; }
  bool is_replaced() const { return action == Action::replace || is_replaced_first(); }
  /// The plan has something to do about what was replaced before.
  bool clears_leftovers() const {
    return (!leftovers.empty() && !leftovers_stay) || !gone_leftovers.empty();
  }
  /// The thing that is there now stays.
  bool stays() const { return exists(live) && !is_replaced() && action != Action::remove; }
  const FieldDifference* difference(std::string_view path) const {
    for (const auto& entry : acted)
      if (entry.change.path == path) return &entry;
    return nullptr;
  }
};

}  // namespace muster
