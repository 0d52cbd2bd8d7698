#include "controller/simulate/small_world.hpp"

#include "api/sandbox/billing.hpp"
#include "model/enum_names.hpp"

#include <utility>

namespace muster {
namespace {

api::ClientOptions client_options() {
  return {.endpoint = "https://sandbox.invalid/api",
          .api_key = "simulated",
          .calls_per_minute = 0,
          .on_notice = {},
          .on_pause = {}};
}

constexpr std::int64_t nanos_per_cent = nanos_per_unit / 100;

}  // namespace

SmallWorld::SmallWorld(sandbox::Options options, Timestamp begin, Timestamp epoch)
    : currency_(parse_enum<Currency>(options.currency).value_or(Currency::usd)),
      clock_(begin),
      cloud_(std::move(options), begin),
      late_(clock_, epoch),
      ledger_(late_, SecretKey{"simulated"}),
      transport_(cloud_, clock_),
      client_(transport_, clock_, random_, api::Contract::standard(), client_options()) {}

Money SmallWorld::balance() {
  cloud_.advance(now());
  return {Nanos{cloud_.balance_units()} * nanos_per_cent / sandbox::units_per_cent, currency_};
}

std::optional<Duration> SmallWorld::runway() {
  cloud_.advance(now());
  constexpr std::int64_t minute = 60'000;
  const Nanos burn = cloud_.burn_units();
  const Nanos left = cloud_.balance_units();
  if (burn <= 0 || left <= 0) return std::nullopt;
  const Nanos length = (left * minute + burn - 1) / burn;
  if (length > Duration(std::chrono::years(10)).count()) return std::nullopt;
  return Duration(static_cast<std::int64_t>(length));
}

void SmallWorld::set_balance(std::int64_t cents) {
  cloud_.advance(now());
  // What is paid for already is a part of a hundredth at most.
  cloud_.add_credit(cents - cloud_.balance_units() / sandbox::units_per_cent);
}

}  // namespace muster
