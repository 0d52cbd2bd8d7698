#include "controller/cli/lock_words.hpp"

#include "diff/plan_words.hpp"

namespace muster::cli {
namespace {

std::string life(HolderLife holder) {
  switch (holder) {
    case HolderLife::running:
      return "its process runs on this machine";
    case HolderLife::gone:
      return "its process does not run any more";
    case HolderLife::unknown:
      break;
  }
  return "whether its process still runs cannot be told from here";
}

std::string word(const LockState& state) {
  if (state.row.holder.empty()) return "free";
  if (state.is_held()) return "held";
  return state.in_force ? "abandoned" : "expired";
}

std::string life_word(HolderLife holder) {
  if (holder == HolderLife::unknown) return "unknown";
  return holder == HolderLife::running ? "running" : "gone";
}

std::string until(const LeaseRow& row) {
  return format_timestamp(std::chrono::floor<std::chrono::seconds>(row.expires));
}

}  // namespace

std::string lock_text(const LockState& state) {
  const auto& row = state.row;
  const auto fence = "fence " + std::to_string(row.fence);
  if (row.holder.empty()) return "The lock is free (" + fence + ").\n";
  const auto holder = printable(row.holder);
  if (state.is_held())
    return "The lock is held by " + holder + " until " + until(row) + " (" + fence + "); " +
           life(state.holder) +
           ".\nA muster that works renews it all the time; one that died loses it then. `muster "
           "lock break` takes it away.\n";
  return "The lock is free: " + holder + " left it behind (" + fence + "); " +
         (state.in_force ? life(state.holder) : "its lease ran out at " + until(row)) +
         ".\nThe next apply takes it over.\n";
}

Value lock_value(const LockState& state) {
  const bool free = state.row.holder.empty();
  return Value::Map{{"state", word(state)},
                    {"fence", state.row.fence},
                    {"holder", free ? Value() : Value(state.row.holder)},
                    {"expires", free ? Value() : Value(format_timestamp(state.row.expires))},
                    {"process", free ? Value() : Value(life_word(state.holder))}};
}

std::string broken_text(const LockState& found) {
  if (found.row.holder.empty()) return "The lock is free already; nothing was done.\n";
  return "The lock of " + printable(found.row.holder) +
         " is broken: from now on the ledger refuses what it writes (fence " +
         std::to_string(found.row.fence) +
         " is stale).\nA call that it has sent may still take effect; the next `muster apply` "
         "looks that up first.\n";
}

}  // namespace muster::cli
