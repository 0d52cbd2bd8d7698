#include "api/client_impl.hpp"
#include "api/codec/billing.hpp"

#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// Tried in this order until the server accepts one; the last is the documented default.
constexpr std::int64_t limits[] = {100, 20};
/// A bill that moves while it is read is read again, so often.
constexpr int readings_max = 3;

Operation operation_of(BillingOf what) {
  switch (what) {
    case BillingOf::volumes:
      return Operation::get_volume_billing;
    case BillingOf::snapshots:
      return Operation::get_snapshot_billing;
    case BillingOf::machines:
      break;
  }
  return Operation::get_instance_billing;
}

/// What is asked for, page by page.
struct Question {
  BillingOf what;
  BillingFilter filter;
  std::int64_t limit = limits[0];
};

std::string text_of(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "";
}

Result<Call> call_for(const ClientCore& core, const Question& question, std::int64_t page) {
  const auto& contract = core.contract;
  const auto& filter = question.filter;
  const auto page_text = std::to_string(page);
  const auto limit = std::to_string(question.limit);
  const auto size = text_of(filter.size);
  const auto min_minutes = text_of(filter.min_minutes);
  const auto max_minutes = text_of(filter.max_minutes);
  const auto or_none = [](const std::optional<std::string>& text) {
    return text ? std::string_view(*text) : std::string_view();
  };
  return core.query_of(
      operation_of(question.what),
      {{contract.send(Field::paging_page), page_text},
       {contract.send(Field::paging_limit), limit},
       {contract.send(Field::billing_filter_start_date), or_none(filter.start_date)},
       {contract.send(Field::billing_filter_end_date), or_none(filter.end_date)},
       {contract.send(Field::billing_filter_status), or_none(filter.status)},
       {contract.send(Field::billing_filter_size), size},
       {contract.send(Field::billing_filter_min_cost), or_none(filter.min_cost)},
       {contract.send(Field::billing_filter_max_cost), or_none(filter.max_cost)},
       {contract.send(Field::billing_filter_min_minutes), min_minutes},
       {contract.send(Field::billing_filter_max_minutes), max_minutes}});
}

Task<Result<BillingPage>> read_page(net::Context context, ClientCore& core, Question question,
                                    std::int64_t page) {
  MUSTER_CO_TRY(auto call, call_for(core, question, page));
  MUSTER_CO_TRY(auto answer, co_await core.caller.call(std::move(context), std::move(call)));
  auto decoded = decode_billing(core.wire, *answer.body, question.what);
  if (!decoded) co_return fail(std::move(decoded).error().in(answer.call));
  const auto pages = decoded->total_pages.value_or(1);
  if (pages > pages_max)
    co_return fail(Error(Errc::protocol, "the bill is said to have " + std::to_string(pages) +
                                             " pages, more than muster reads; narrow the dates")
                       .in(answer.call));
  co_return decoded;
}

/// The first page, with the largest limit that the server accepts.
Task<Result<BillingPage>> read_first(net::Context context, ClientCore& core, Question& question) {
  for (const auto limit : limits) {
    question.limit = limit;
    auto page = co_await read_page(context, core, question, 1);
    const bool refused = !page && page.error().code() == Errc::rejected;
    if (!refused || limit == limits[std::size(limits) - 1]) co_return page;
  }
  co_return fail(Errc::internal, "no limit to ask with");
}

/// Adds the page's records. False when the bill is not the same any more.
bool append(Billing& bill, std::set<std::string>& seen, BillingPage page) {
  if (page.billing.total != bill.total || page.billing.currency != bill.currency) return false;
  for (auto& record : page.billing.records) {
    if (!seen.insert(record.billing_id).second) return false;
    bill.records.push_back(std::move(record));
  }
  return true;
}

/// How many pages there are: as the server says it, or by the size of the first one.
std::int64_t pages_of(const BillingPage& first) {
  const auto rows = static_cast<std::int64_t>(first.billing.records.size());
  if (first.total_pages || rows == 0) return first.total_pages.value_or(1);
  return first.billing.total / rows + (first.billing.total % rows != 0 ? 1 : 0);
}

/// Empty when the bill moved while it was read.
Task<Result<std::optional<Billing>>> read_bill(net::Context context, ClientCore& core,
                                               Question question) {
  MUSTER_CO_TRY(auto first, co_await read_first(context, core, question));
  const auto pages = pages_of(first);
  Billing bill = std::move(first.billing);
  std::set<std::string> seen;
  for (const auto& record : bill.records) seen.insert(record.billing_id);
  for (std::int64_t number = 2; number <= pages; ++number) {
    auto page = co_await read_page(context, core, question, number);
    if (!page)
      co_return fail(std::move(page).error().in("page " + std::to_string(number) + " of " +
                                                std::to_string(pages)));
    if (!append(bill, seen, *std::move(page))) co_return std::optional<Billing>();
  }
  co_return std::optional(std::move(bill));
}

}  // namespace

Task<Result<Billing>> Client::billing(net::Context context, BillingOf what, BillingFilter filter) {
  const Question question{what, std::move(filter)};
  for (int reading = 1; reading <= readings_max; ++reading) {
    MUSTER_CO_TRY(auto bill, co_await read_bill(context, *impl_, question));
    if (bill) co_return *std::move(bill);
  }
  co_return fail(Errc::unavailable, "the bill changed while its pages were read, " +
                                        std::to_string(readings_max) +
                                        " times over; try again, or narrow the dates");
}

}  // namespace muster::api
