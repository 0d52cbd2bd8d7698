#include "controller/reconcile/images.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t asked_at_once_max = 100;

using Relations = std::map<RemoteId, RemoteId>;

bool was_observed(const LiveState& live, Kind kind) {
  return std::ranges::find(live.observed, kind) != live.observed.end();
}

/// Snapshots that may have an image, and no listed image says that it is theirs.
std::vector<RemoteId> open_questions(const LiveState& live) {
  std::vector<RemoteId> ids;
  for (const auto& snapshot : live.snapshots)
    if (snapshot.has_image.value_or(true) && snapshot.state == SetupState::ready &&
        std::ranges::find(live.images, snapshot.id, &LiveImage::snapshot) == live.images.end())
      ids.push_back(snapshot.id);
  return ids;
}

Task<Result<Relations>> ask(net::Context context, api::Client& client, std::vector<RemoteId> ids) {
  if (ids.size() > 1) co_return co_await client.images_of_snapshots(context, std::move(ids));
  Relations relations;
  MUSTER_CO_TRY(const auto image, co_await client.image_of_snapshot(context, ids.front()));
  if (image) relations.emplace(ids.front(), *image);
  co_return relations;
}

void write_down(LiveState& live, const Relations& relations) {
  if (relations.empty()) return;
  live.prints.erase(Kind::snapshot);
  live.prints.erase(Kind::custom_image);
  for (const auto& [snapshot, id] : relations) {
    const auto image = std::ranges::find(live.images, id, &LiveImage::id);
    if (image != live.images.end()) image->snapshot = snapshot;
    const auto of = std::ranges::find(live.snapshots, snapshot, &LiveSnapshot::id);
    if (of != live.snapshots.end()) of->has_image = true;
  }
}

}  // namespace

Task<Result<void>> complete_images(net::Context context, api::Client& client, LiveState& live) {
  if (!was_observed(live, Kind::snapshot) || !was_observed(live, Kind::custom_image))
    co_return Result<void>();
  const auto open = open_questions(live);
  for (std::size_t at = 0; at < open.size(); at += asked_at_once_max) {
    const auto part = std::span(open).subspan(at, std::min(asked_at_once_max, open.size() - at));
    auto relations = co_await ask(context, client, {part.begin(), part.end()});
    if (!relations)
      co_return fail(std::move(relations).error().in("asking which images snapshots have"));
    write_down(live, *relations);
  }
  co_return Result<void>();
}

}  // namespace muster
