#include "api/codec/choice.hpp"

#include "api/codec/envelope.hpp"
#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

namespace muster::api {

Result<std::vector<MachineChoice>> decode_choices(Wire& wire, const nlohmann::json& body) {
  MUSTER_TRY(const auto page, decode_page(wire, body, Field::list_instances));
  std::vector<MachineChoice> choices;
  if (page.items == nullptr) return choices;
  for (const auto& row : *page.items) {
    const ObjectReader reader(wire, row, "an instance");
    MachineChoice choice;
    choice.id = reader.text(Field::instance_id).value_or("");
    if (choice.id.empty()) {
      wire.notice("the API lists an instance without an id; left out");
      continue;
    }
    choice.name = reader.text(Field::instance_name).value_or("");
    choice.status = reader.text(Field::instance_status).value_or("");
    choice.region = read_region(reader, Field::instance_region);
    choices.push_back(std::move(choice));
  }
  std::ranges::sort(choices, {}, [](const auto& c) { return std::tie(c.name, c.id); });
  return choices;
}

Result<std::vector<RemoteId>> decode_attached_firewalls(Wire& wire, const nlohmann::json& body) {
  MUSTER_TRY(const auto page, decode_page(wire, body, Field::list_firewalls));
  std::vector<RemoteId> ids;
  if (page.items == nullptr) return ids;
  for (const auto& row : *page.items) {
    const ObjectReader reader(wire, row, "a firewall");
    if (row.is_object() && is_detached(reader, Field::firewall_status)) continue;
    auto id = row.is_object() ? reader.text(Field::firewall_id) : read_text(row);
    if (id && !id->empty())
      ids.push_back({*std::move(id)});
    else
      wire.notice("the API lists a firewall without an id; left out");
  }
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  return ids;
}

}  // namespace muster::api
