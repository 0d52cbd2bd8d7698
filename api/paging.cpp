#include "api/paging.hpp"

#include "api/codec/object_reader.hpp"
#include "api/net/task_group.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// Tried in this order until the server accepts one; the last is the documented default.
constexpr std::int64_t limit_first = 100;
constexpr std::int64_t limit_middle = 50;
constexpr std::int64_t limit_last = 20;
/// How many pages of one list are asked for side by side; the governor decides what is sent.
constexpr std::size_t fetchers_max = 16;

}  // namespace

struct PageReader::Reading {
  ListRoute route;
  TakeRow take;
  std::int64_t limit = limit_first;  // the same for all pages: another one would shift them
  std::set<std::string> seen = {};
  std::vector<std::string> first_page = {};
  std::int64_t pages = 1;  // as far as known
  std::int64_t next = 2;   // not yet asked for
  std::size_t last_rows = 0;
  bool repeated = false;  // the page read last was the first one again
  bool counted = false;   // the server says how many pages there are
  std::optional<std::int64_t> total = {};
  bool moved = false;
  std::optional<Error> error = {};
  Rereading* rereading = nullptr;
  bool changed = true;                       // some page is not as it was
  std::map<std::int64_t, Answer> held = {};  // those that are, as long as all are
  std::map<std::int64_t, std::string> prints = {};

  /// What the page was sent as before.
  std::string known(std::int64_t page) const {
    const auto index = static_cast<std::size_t>(page - 1);
    return changed || index >= rereading->before.size() ? "" : rereading->before[index];
  }
};

PageReader::PageReader(Caller& caller, Wire& wire, std::string endpoint_path)
    : caller_(caller), wire_(wire), endpoint_path_(std::move(endpoint_path)), limit_(limit_first) {}

Result<Call> PageReader::call_of(const Reading& reading, std::int64_t page) const {
  const auto& contract = wire_.contract();
  const auto page_text = std::to_string(page);
  const auto limit_text = std::to_string(reading.limit);
  auto target = contract.target(reading.route.operation, endpoint_path_, {},
                                {{contract.send(Field::paging_page), page_text},
                                 {contract.send(Field::paging_limit), limit_text}});
  if (!target) return fail(std::move(target).error());
  return Call{.operation = reading.route.operation,
              .target = *std::move(target),
              .known_print = reading.known(page),
              .wants_print = reading.rereading != nullptr};
}

Task<Result<Answer>> PageReader::fetch(net::Context context, const Reading& reading,
                                       std::int64_t page) {
  MUSTER_CO_TRY(auto call, call_of(reading, page));
  auto answer = co_await caller_.call(std::move(context), std::move(call));
  co_return answer;
}

Task<Result<Answer>> PageReader::fetch_first(net::Context context, Reading& reading) {
  for (;;) {
    auto answer = co_await fetch(context, reading, 1);
    if (answer) limit_ = reading.limit;
    const bool refused = !answer && answer.error().code() == Errc::rejected;
    if (!refused || reading.limit == limit_last) co_return answer;
    reading.limit = reading.limit == limit_first ? limit_middle : limit_last;
  }
}

Task<Result<bool>> PageReader::read(net::Context context, ListRoute route, TakeRow take,
                                    Rereading* rereading) {
  Reading reading{route, std::move(take), limit_};
  reading.rereading = rereading;
  // The first page is read in any case: it says how many there are.
  MUSTER_CO_TRY(auto first, co_await fetch_first(context, reading));
  reading.prints[1] = first.print;
  MUSTER_CO_CHECK(take_page(reading, first, 1));
  const auto pages = static_cast<std::size_t>(reading.pages);
  reading.changed = rereading == nullptr || rereading->before.size() != pages ||
                    rereading->before.front() != first.print;
  if (reading.last_rows == 0) co_return true;
  if (reading.counted) {
    MUSTER_CO_CHECK(co_await read_counted(context, reading));
  } else {
    MUSTER_CO_CHECK(co_await read_uncounted(context, reading));
  }
  if (rereading != nullptr && reading.counted) {
    rereading->unchanged = !reading.changed;
    for (auto& [page, print] : reading.prints) rereading->prints.push_back(std::move(print));
  }
  if (!reading.changed) co_return true;
  const auto seen = static_cast<std::int64_t>(reading.seen.size());
  if (reading.total && reading.counted && *reading.total > seen) reading.moved = true;
  co_return !reading.moved;
}

Result<void> PageReader::take_page(Reading& reading, const Answer& answer, std::int64_t page) {
  auto decoded = decode_page(wire_, *answer.body, reading.route.rows);
  if (!decoded) return fail(std::move(decoded).error().in(answer.call));
  std::vector<std::string> ids;
  const auto count = decoded->items == nullptr ? 0 : decoded->items->size();
  ids.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& row = (*decoded->items)[i];
    auto id = ObjectReader(wire_, row, "a row").id(reading.route.id);
    if (!id) return fail(std::move(id).error().in(answer.call));
    ids.push_back(id->text);
    if (!reading.seen.insert(id->text).second) continue;
    if (auto taken = reading.take(row); !taken)
      return fail(std::move(taken).error().in(answer.call));
  }
  reading.last_rows = count;
  if (page == 1) {
    reading.first_page = std::move(ids);
    reading.total = decoded->total;
  } else {
    reading.repeated = count > 0 && ids == reading.first_page;
    if (decoded->total != reading.total) reading.moved = true;
  }
  auto pages = decoded->total_pages;
  if (const auto total = decoded->total; !pages && total && count > 0 && page == 1) {
    const auto rows = static_cast<std::int64_t>(count);
    pages = *total / rows + (*total % rows != 0 ? 1 : 0);
  }
  if (!pages) return {};
  reading.counted = true;
  if (*pages > pages_max)
    return fail(Error(Errc::protocol, "the list is said to have " + std::to_string(*pages) +
                                          " pages, more than muster reads")
                    .in(answer.call));
  reading.pages = std::max(reading.pages, *pages);
  return {};
}

Result<void> PageReader::take_held(Reading& reading) {
  for (auto& [page, held] : std::exchange(reading.held, {})) {
    MUSTER_TRY(const auto call, call_of(reading, page));
    MUSTER_TRY(const auto answer, caller_.read_known(call, std::move(held)));
    MUSTER_CHECK(take_page(reading, answer, page));
  }
  return {};
}

Task<Result<void>> PageReader::read_page(net::Context context, Reading& reading,
                                         std::int64_t page) {
  MUSTER_CO_TRY(auto answer, co_await fetch(context, reading, page));
  reading.prints[page] = answer.print;
  if (answer.known) {
    reading.held.emplace(page, std::move(answer));
    // Another page may have changed while this one was on its way.
    co_return reading.changed ? take_held(reading) : Result<void>();
  }
  MUSTER_CO_CHECK(take_page(reading, answer, page));
  if (reading.counted && reading.repeated)
    co_return fail(Error(Errc::protocol,
                         "the server answers every page with the first one; correct the name of "
                         "the query parameter, " +
                             spelled(wire_.contract(), Field::paging_page))
                       .in(answer.call));
  reading.changed = true;
  co_return take_held(reading);
}

/// One of several side by side: takes the next page nobody has asked for until there is none.
Task<void> PageReader::read_next_pages(net::Context context, Reading& reading) {
  while (reading.next <= reading.pages && !reading.error) {
    const auto page = reading.next++;
    auto done = co_await read_page(context, reading, page);
    if (!done && !reading.error) reading.error = std::move(done).error();
  }
}

Task<Result<void>> PageReader::read_counted(net::Context context, Reading& reading) {
  // The list may grow while it is read, and the last page say so.
  while (reading.next <= reading.pages && !reading.error) {
    const auto left = static_cast<std::size_t>(reading.pages - reading.next + 1);
    const auto fetchers = std::min(left, fetchers_max);
    auto group = co_await net::TaskGroup::open();
    for (std::size_t i = 0; i < fetchers; ++i) group.spawn(read_next_pages(context, reading));
    co_await group.join();
  }
  if (reading.error) co_return fail(*std::move(reading.error));
  co_return Result<void>();
}

Task<Result<void>> PageReader::read_uncounted(net::Context context, Reading& reading) {
  const auto first_rows = static_cast<std::int64_t>(reading.first_page.size());
  for (std::int64_t page = 2; page <= pages_max; ++page) {
    MUSTER_CO_CHECK(co_await read_page(context, reading, page));
    if (reading.last_rows == 0) co_return Result<void>();
    if (!reading.repeated) continue;
    // The first page again: the server has no paging and has sent all, unless it stopped just where
    // we asked it to.
    if (page == 2 && first_rows != reading.limit) co_return Result<void>();
    co_return fail(Errc::protocol, std::string(to_string(reading.route.operation)) +
                                       ": the server answers every page with the same " +
                                       std::to_string(first_rows) +
                                       " rows; correct the name of the query "
                                       "parameter, " +
                                       spelled(wire_.contract(), Field::paging_page));
  }
  co_return fail(Errc::protocol, std::string(to_string(reading.route.operation)) +
                                     ": the list does not end within " + std::to_string(pages_max) +
                                     " pages");
}

}  // namespace muster::api
