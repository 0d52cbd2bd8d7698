#include "controller/reconcile/market.hpp"

#include "api/net/task_group.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace muster {
namespace {

bool stops_everything(Errc code) {
  return code == Errc::unauthorized || code == Errc::forbidden || code == Errc::cancelled;
}

/// A sentence that reads the same every time: without request ids.
std::string problem(const char* what, const Error& error, const char* so) {
  return std::string(what) + " could not be read (" + std::string(to_string(error.code())) +
         "): " + so;
}

/// What the readers share.
struct Reading {
  Market market;
  std::optional<Error> error;
};

template <class T, class Take>
Task<void> read(Reading& reading, Task<Result<T>> asking, const char* what, const char* so,
                Take take) {
  auto answer = co_await std::move(asking);
  if (answer) {
    take(reading.market, *std::move(answer));
  } else if (stops_everything(answer.error().code())) {
    reading.error = std::move(answer).error();
  } else {
    reading.market.problems.push_back(problem(what, answer.error(), so));
  }
}

bool is_hibernated(const LiveVirtualMachine& machine) {
  return machine.state == VmState::hibernated || machine.state == VmState::hibernating;
}

/// Now, or when time has come.
bool wants_hibernation(const Resource& resource) {
  if (const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec))
    return machine->power_state == PowerState::hibernated ||
           (machine->ttl && machine->on_expiry != OnExpiry::delete_it);
  const auto* budget = std::get_if<BudgetSpec>(&resource.spec);
  return resource.key.kind == Kind::power_schedule ||
         (budget != nullptr && budget->on_low_credit == OnLowCredit::hibernate);
}

}  // namespace

Task<Result<Market>> read_market(net::Context context, api::Client& client, bool with_stock) {
  Reading reading;
  auto group = co_await net::TaskGroup::open();
  group.spawn(read(reading, client.prices(context), "prices", "what this costs is not known",
                   [](Market& market, PriceList prices) { market.prices = std::move(prices); }));
  group.spawn(read(reading, client.balance(context), "the balance",
                   "how long it lasts is not known, and costs are shown in USD",
                   [](Market& market, api::Balance balance) { market.balance = balance.amount; }));
  if (with_stock)
    group.spawn(
        read(reading, client.list_gpu_stocks(context), "the GPU stock",
             "whether the GPUs are there is not known",
             [](Market& market, std::vector<StockRow> stock) { market.stock = std::move(stock); }));
  co_await group.join();
  if (reading.error) co_return fail(*std::move(reading.error));
  std::ranges::sort(reading.market.problems);
  co_return std::move(reading.market);
}

bool concerns_hibernation(const DesiredState& desired, const LiveState& live) {
  return std::ranges::any_of(live.virtual_machines, is_hibernated) ||
         std::ranges::any_of(desired.resources, wants_hibernation);
}

Task<Result<void>> read_hibernation_price(net::Context context, api::Client& client,
                                          Market& market) {
  if (!market.prices) co_return Result<void>();
  auto summary = co_await client.hibernations(std::move(context));
  if (summary) {
    // Without a rate it stays unknown, and the plan says so.
    if (const auto rate = summary->hourly_rate; rate && market.prices)
      market.prices->hibernated_machine[rate->currency] = *rate;
    co_return Result<void>();
  }
  if (stops_everything(summary.error().code())) co_return fail(std::move(summary).error());
  market.problems.push_back(
      problem("the price of hibernated machines", summary.error(), "what they cost is not known"));
  co_return Result<void>();
}

}  // namespace muster
