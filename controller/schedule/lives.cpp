#include "controller/schedule/lives.hpp"

#include <algorithm>

namespace muster {

std::map<std::string, Life> ended_lives(const std::vector<LedgerEntry>& entries) {
  std::map<std::string, Timestamp> begun;
  std::map<std::string, Life> ended;
  for (const auto& entry : entries) {
    if (entry.key.kind != Kind::virtual_machine) continue;
    const std::string& name = entry.key.name;
    if (entry.type == "created" || entry.type == "adopted") {
      begun[name] = entry.at;
      ended.erase(name);
    } else if (entry.type == "deleted" || entry.type == "forgotten") {
      // What a replacement deletes when its successor runs is an earlier life; whoever owns a
      // machine does not ask about those.
      if (const auto from = begun.find(name); from != begun.end())
        ended[name] = {from->second, entry.at};
    }
  }
  return ended;
}

bool asks_history(const DesiredState& desired, const RecordedState& recorded) {
  return std::ranges::any_of(desired.resources, [&](const Resource& resource) {
    const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
    return machine != nullptr && machine->ttl && !recorded.resources.contains(resource.key);
  });
}

Task<Result<ScheduleFacts>> lives_for(Ledger& ledger, const DesiredState& desired,
                                      const RecordedState& recorded) {
  ScheduleFacts facts;
  if (!asks_history(desired, recorded)) co_return facts;
  MUSTER_CO_TRY(const auto entries, co_await ledger.entries());
  facts.ended = ended_lives(entries);
  co_return facts;
}

}  // namespace muster
