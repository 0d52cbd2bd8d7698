#include "controller/ledger/export.hpp"

#include "controller/ledger/entry.hpp"
#include "model/value.hpp"

namespace muster {

std::string export_lines(const std::vector<LedgerEntry>& entries, const RecordedState& state) {
  std::string lines;
  // Bodies and records are JSON already, and go out byte for byte: the hashes cover them.
  for (const auto& entry : entries)
    lines += R"({"entry":)" + std::to_string(entry.id) + R"(,"at":")" + format_timestamp(entry.at) +
             R"(","hash":")" + entry.hash + R"(","body":)" + entry.body + "}\n";
  for (const auto& [key, resource] : state.resources)
    lines += R"({"resource":)" + to_json(Value(to_string(key))) + R"(,"record":)" +
             encode(resource) + "}\n";
  for (const auto& intent : state.open_intents)
    lines += R"({"open":)" + std::to_string(intent.id) + "}\n";
  return lines;
}

}  // namespace muster
