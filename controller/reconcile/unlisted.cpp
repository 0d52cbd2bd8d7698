#include "controller/reconcile/unlisted.hpp"

#include "controller/execute/look.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t gone_in_a_row = 20;

struct Unlisted {
  Timestamp since{};
  Kind kind = Kind::project;
  RemoteId id;
};

std::vector<Unlisted> unlisted(const LiveState& live, const RecordedState& recorded) {
  std::vector<Unlisted> all;
  for (const auto& [key, resource] : recorded.resources) {
    if (std::ranges::find(live.observed, key.kind) == live.observed.end()) continue;
    const auto look_for = [&](const RemoteId& id) {
      if (!shows(live, key.kind, id)) all.push_back({resource.created_at, key.kind, id});
    };
    look_for(resource.id);
    std::ranges::for_each(resource.superseded, look_for);
  }
  std::ranges::sort(all, [](const Unlisted& a, const Unlisted& b) {
    return std::tie(b.since, a.kind, a.id) < std::tie(a.since, b.kind, b.id);
  });
  return all;
}

}  // namespace

Task<Result<LiveState>> with_unlisted(net::Context context, api::Client& client, LiveState live,
                                      const RecordedState& recorded) {
  std::size_t gone = 0;
  for (auto& thing : unlisted(live, recorded)) {
    MUSTER_CO_TRY(auto alone, co_await read_thing(context, client, thing.kind, thing.id));
    const bool is_there = shows(alone, thing.kind, thing.id);
    gone = is_there ? 0 : gone + 1;
    if (is_there) add_things(live, std::move(alone));
    if (gone == gone_in_a_row) break;
  }
  co_return live;
}

}  // namespace muster
