#include "controller/schedule/lives.hpp"

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

}  // namespace muster
