#pragma once

#include "api/sandbox/request.hpp"
#include "api/sandbox/state.hpp"
#include "api/sandbox/views.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace muster::sandbox {

/// Which page of which size was asked for.
struct Page {
  std::int64_t number = 1;
  std::int64_t limit = 20;
};

/// 400 unless page and limit are positive numbers; a limit above the maximum is lowered to it.
Outcome<Page> parse_page(const Options& options, const Request& request);

/// The query value, or "" when it was not given.
std::string query(const Request& request, const std::string& name);

/// The four flat paging fields.
void add_paging(Json& out, const Page& page, std::int64_t total);

/// A page of the objects that match, under `field`, with the list lag applied. `match` is called
/// for every object, so leave it out for lists without filters: those touch only the page's
/// objects.
template <class T, class Match>
Outcome<Json> list_page(const State& state, const Request& request, const std::string& field,
                        bool filtered, Match match) {
  const auto page = parse_page(state.options(), request);
  if (!page) return std::unexpected(page.error());
  const auto& rows = state.table<T>().rows();
  const Timestamp newest = request.now - state.options().list_lag;
  const auto shown = std::ranges::partition_point(
      rows, [&](const auto& row) { return row->created_at <= newest; });

  const std::int64_t skip = page->number > 1 ? (page->number - 1) * page->limit : 0;
  std::int64_t total = shown - rows.begin();
  Json items = Json::array();
  if (!filtered) {
    for (std::int64_t i = skip; i < std::min(skip + page->limit, total); ++i)
      items.push_back(view(state, *rows[static_cast<std::size_t>(i)]));
  } else {
    total = 0;
    for (auto row = rows.begin(); row != shown; ++row) {
      if (!match(**row)) continue;
      if (total >= skip && total < skip + page->limit) items.push_back(view(state, **row));
      ++total;
    }
  }
  Json out = object_of(5);
  out[field] = std::move(items);
  add_paging(out, *page, total);
  return out;
}

/// The documented kinds of filter: by region, tier and status, of objects that have them.
template <class T>
Outcome<Json> list_filtered(const State& state, const Request& request, const std::string& field) {
  const std::string region = query(request, "region");
  const std::string tier = query(request, "tier");
  const std::string status = query(request, "status");
  const auto match = [&](const T& object) {
    if (!region.empty() && object.region != region) return false;
    if constexpr (requires { object.tier; })
      if (!tier.empty() && object.tier != tier) return false;
    return status.empty() || object.status == status;
  };
  const bool filtered = !region.empty() || !tier.empty() || !status.empty();
  return list_page<T>(state, request, field, filtered, match);
}

/// For kinds that have nothing to filter by.
template <class T>
Outcome<Json> list_all(const State& state, const Request& request, const std::string& field) {
  return list_page<T>(state, request, field, false, [](const T&) { return true; });
}

}  // namespace muster::sandbox
