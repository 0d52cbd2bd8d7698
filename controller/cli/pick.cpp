#include "controller/cli/pick.hpp"

#include "diff/plan_words.hpp"
#include "model/suggest.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace muster::cli {

Result<void> select(std::vector<InventoryItem>& items, Kind kind, const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& item : items) names.push_back(item.name);
  const auto near = nearest(name, names);
  const auto problem = "there is no " + std::string(to_string(kind)) + " named \"" +
                       printable(name) + "\" in the account" +
                       (near ? "; did you mean " + printable(*near) + "?" : "");
  std::erase_if(
      items, [&](const InventoryItem& item) { return item.name != name && item.id.text != name; });
  if (items.empty()) return fail(Errc::not_found, problem);
  return {};
}

Result<InventoryItem> pick(std::vector<InventoryItem> items, Kind kind, const std::string& name) {
  MUSTER_CHECK(select(items, kind, name));
  const auto by_id = std::ranges::find(items, name, [](const auto& item) { return item.id.text; });
  if (by_id != items.end()) return std::move(*by_id);
  // A record whose thing is gone is in nobody's way.
  if (std::ranges::any_of(items, [](const auto& item) { return !item.gone; }))
    std::erase_if(items, [](const auto& item) { return item.gone; });
  if (items.size() == 1) return std::move(items.front());
  std::string ids;
  for (const auto& item : items) ids += (ids.empty() ? "" : ", ") + item.id.text;
  return fail(Errc::conflict, "the account has " + std::to_string(items.size()) +
                                  " things of kind " + std::string(to_string(kind)) + " named \"" +
                                  printable(name) + "\": give one of the ids " + printable(ids));
}

}  // namespace muster::cli
