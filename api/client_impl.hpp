#pragma once

#include "api/caller.hpp"
#include "api/client.hpp"
#include "api/codec/wire.hpp"
#include "api/net/task_group.hpp"
#include "api/paging.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// A parameter of a route's path.
struct PathId {
  std::string_view name;
  const RemoteId& id;
};

/// What the groups of calls have in common. Members are made in this order and refer to each other.
class ClientCore {
 public:
  ClientCore(net::Transport& transport, net::Clock& clock, net::Random& random,
             Contract contract_given, ClientOptions options_given);

  Result<Call> call_of(Operation operation) const;
  Result<Call> call_of(Operation operation, PathId id) const;
  Result<Call> call_of(Operation operation, PathId id, PathId second) const;
  /// With a query; empty values are left out.
  Result<Call> query_of(Operation operation, Arguments query) const;

  /// Sends a call that changes something and answers nothing of use.
  Task<Result<void>> act(net::Context context, Result<Call> call);
  Task<Result<void>> act(net::Context context, Result<Call> call, nlohmann::json body);
  /// The same for what must not be sent again after its answer was lost, whatever it converges to.
  Task<Result<void>> act_once(net::Context context, Result<Call> call);
  Task<Result<void>> remove(net::Context context, Result<Call> call);
  /// An answer that cannot be read is unknown_outcome: the thing may be there.
  Task<Result<RemoteId>> create(net::Context context, Operation operation, nlohmann::json body,
                                Field one, Field id);
  Task<Result<RemoteId>> create(net::Context context, Result<Call> call, nlohmann::json body,
                                Field one, Field id);

  ClientOptions options;
  Contract contract;
  std::string endpoint_path;
  Wire wire;
  Caller caller;
  PageReader pages;
  /// Kinds whose details turned out to hold no more than their rows: asking is no use.
  std::set<Operation> useless_details = {};
};

/// The call with that body. Errors: invalid_input for text that is not UTF-8.
Result<Call> with_body(Result<Call> call, const nlohmann::json& body);
/// A body whose only member is a list of ids.
nlohmann::json ids_under(const std::string& name, const std::vector<RemoteId>& ids);

class Client::Impl final : public ClientCore {
 public:
  using ClientCore::ClientCore;
};

/// How things of one kind are listed and read. Item is what `decode` yields: it has `value` and
/// `partial`.
template <class Item>
struct KindRoutes {
  ListRoute list;
  Operation detail;
  std::string_view path_parameter;
  Field one;
  Result<Item> (*decode)(Wire&, const nlohmann::json&, Source);
  bool (*is_deleted)(const Item&);
};

/// A list that moves while it is read is read once more, and then taken as it is.
inline constexpr int list_readings_max = 2;
inline constexpr std::size_t detail_readers_max = 16;

template <class Item>
Task<Result<Item>> read_detail(net::Context context, ClientCore& core,
                               const KindRoutes<Item>& routes, RemoteId id) {
  MUSTER_CO_TRY(auto call, core.call_of(routes.detail, PathId{routes.path_parameter, id}));
  MUSTER_CO_TRY(auto answer, co_await core.caller.call(std::move(context), std::move(call)));
  auto object = decode_single(core.wire, *answer.body, routes.one, routes.list.id);
  if (!object) co_return fail(std::move(object).error().in(answer.call));
  auto item = routes.decode(core.wire, **object, Source::detail);
  if (!item) co_return fail(std::move(item).error().in(answer.call));
  co_return item;
}

template <class Item>
struct DetailReading {
  std::vector<Item>& items;
  std::size_t next = 0;
  std::optional<Error> error = {};
  std::vector<bool> gone = {};
};

template <class Item>
Task<void> read_next_details(net::Context context, ClientCore& core, const KindRoutes<Item>& routes,
                             DetailReading<Item>& reading) {
  while (reading.next < reading.items.size() && !reading.error) {
    const auto index = reading.next++;
    if (!reading.items[index].partial || core.useless_details.contains(routes.detail)) continue;
    auto id = reading.items[index].value.id;
    auto item = co_await read_detail(context, core, routes, std::move(id));
    if (item) {
      if (item->partial) core.useless_details.insert(routes.detail);
      reading.items[index] = *std::move(item);
    } else if (item.error().code() == Errc::not_found) {
      reading.gone[index] = true;  // deleted since the list was read
    } else if (!reading.error) {
      reading.error = std::move(item).error();
    }
  }
}

template <class Item>
Task<Result<void>> complete_rows(net::Context context, ClientCore& core,
                                 const KindRoutes<Item>& routes, std::vector<Item>& items) {
  DetailReading<Item> reading{items};
  reading.gone.resize(items.size());
  const auto partial = std::ranges::count_if(items, [](const Item& item) { return item.partial; });
  const auto readers = std::min(static_cast<std::size_t>(partial), detail_readers_max);
  auto group = co_await net::TaskGroup::open();
  for (std::size_t i = 0; i < readers; ++i)
    group.spawn(read_next_details(context, core, routes, reading));
  co_await group.join();
  if (reading.error) co_return fail(*std::move(reading.error));
  std::vector<Item> left;
  left.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i)
    if (!reading.gone[i]) left.push_back(std::move(items[i]));
  items = std::move(left);
  co_return Result<void>();
}

/// Everything of one kind, sorted by id, without what is deleted; nothing if `rereading` says that
/// it is unchanged.
template <class Item>
auto read_list(net::Context context, ClientCore& core, const KindRoutes<Item>& routes,
               Rereading* rereading) -> Task<Result<std::vector<decltype(Item::value)>>> {
  std::vector<Item> items;
  const TakeRow take = [&](const nlohmann::json& row) -> Result<void> {
    MUSTER_TRY(auto item, routes.decode(core.wire, row, Source::list));
    if (!routes.is_deleted(item)) items.push_back(std::move(item));
    return {};
  };
  for (int reading = 1; reading <= list_readings_max; ++reading) {
    items.clear();
    MUSTER_CO_TRY(const bool whole,
                  co_await core.pages.read(context, routes.list, take, rereading));
    if (rereading != nullptr && rereading->unchanged)
      co_return std::vector<decltype(Item::value)>();
    if (whole) break;
    if (rereading != nullptr) *rereading = {};
  }
  const bool partial = std::ranges::any_of(items, [](const Item& item) { return item.partial; });
  if (partial && rereading != nullptr && !core.useless_details.contains(routes.detail))
    rereading->prints.clear();  // they know nothing of the details
  MUSTER_CO_CHECK(co_await complete_rows(context, core, routes, items));
  std::vector<decltype(Item::value)> values;
  values.reserve(items.size());
  for (auto& item : items)
    if (!routes.is_deleted(item)) values.push_back(std::move(item.value));
  std::ranges::sort(values, {}, &decltype(Item::value)::id);
  co_return values;
}

template <class Item>
auto read_one(net::Context context, ClientCore& core, const KindRoutes<Item>& routes, RemoteId id)
    -> Task<Result<decltype(Item::value)>> {
  MUSTER_CO_TRY(auto item, co_await read_detail(std::move(context), core, routes, std::move(id)));
  co_return std::move(item.value);
}

/// The same for kinds whose items say that they are `deleted`, which is not_found.
template <class Item>
auto read_living(net::Context context, ClientCore& core, const KindRoutes<Item>& routes,
                 RemoteId id) -> Task<Result<decltype(Item::value)>> {
  MUSTER_CO_TRY(auto item, co_await read_detail(std::move(context), core, routes, std::move(id)));
  if (item.deleted) co_return fail(Errc::not_found, item.value.id.text + " is deleted");
  co_return std::move(item.value);
}

/// One answer, read by `decode`.
template <class T>
Task<Result<T>> read_answer(net::Context context, ClientCore& core, Result<Call> call,
                            Result<T> (*decode)(Wire&, const nlohmann::json&)) {
  if (!call) co_return fail(std::move(call).error());
  MUSTER_CO_TRY(auto answer, co_await core.caller.call(std::move(context), *std::move(call)));
  auto value = decode(core.wire, *answer.body);
  if (!value) co_return fail(std::move(value).error().in(answer.call));
  co_return value;
}

}  // namespace muster::api
