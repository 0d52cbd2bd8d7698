#pragma once

#include "api/caller.hpp"
#include "api/codec/envelope.hpp"
#include "api/codec/wire.hpp"

#include <functional>
#include <set>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// A list that does not end within so many pages never ends.
inline constexpr std::int64_t pages_max = 10'000;

/// A list call and where in its answer the rows and their ids stand.
struct ListRoute {
  Operation operation;
  Field rows;
  Field id;
};

/// Takes one row; each id comes once.
using TakeRow = std::function<Result<void>(const nlohmann::json& row)>;

/// Reads lists to their end, whatever page size the server settles for: page after page where the
/// server does not say how many there are, else all others at once behind the first. Works with
/// servers that ignore paging and send everything. Pages that are sent as they were in the reading
/// before are taken apart only if another page is not.
class PageReader {
 public:
  /// All of them outlive the reader.
  PageReader(Caller& caller, Wire& wire, std::string endpoint_path);

  /// True when the pages fitted together; false when the list moved under the reader, so that rows
  /// may be missing. Errors: those of calls; protocol for a server that repeats a page for ever or
  /// has more than 10,000 pages.
  /// `rereading`, if any, outlives the task.
  Task<Result<bool>> read(net::Context context, ListRoute route, TakeRow take,
                          Rereading* rereading = nullptr);

 private:
  struct Reading;
  Result<Call> call_of(const Reading& reading, std::int64_t page) const;
  Task<Result<Answer>> fetch(net::Context context, const Reading& reading, std::int64_t page);
  Task<Result<Answer>> fetch_first(net::Context context, Reading& reading);
  Task<Result<void>> read_page(net::Context context, Reading& reading, std::int64_t page);
  Task<void> read_next_pages(net::Context context, Reading& reading);
  Task<Result<void>> read_counted(net::Context context, Reading& reading);
  Task<Result<void>> read_uncounted(net::Context context, Reading& reading);
  Result<void> take_page(Reading& reading, const Answer& answer, std::int64_t page);
  Result<void> take_held(Reading& reading);

  Caller& caller_;
  Wire& wire_;
  std::string endpoint_path_;
  std::int64_t limit_;  // the page size that the server has accepted last
};

}  // namespace muster::api
