#include "api/sandbox/faults.hpp"

#include <array>
#include <charconv>
#include <string>

namespace muster::sandbox {
namespace {

struct FaultRow {
  Fault fault;
  std::string_view name;
  double FaultOptions::* probability;
};

constexpr std::array<FaultRow, 7> rows = {{
    {Fault::rate_limit, "rate-limit", &FaultOptions::rate_limit},
    {Fault::error_500, "error-500", &FaultOptions::error_500},
    {Fault::error_503, "error-503", &FaultOptions::error_503},
    {Fault::reset_before, "reset-before", &FaultOptions::reset_before},
    {Fault::reset_after, "reset-after", &FaultOptions::reset_after},
    {Fault::slow, "slow", &FaultOptions::slow},
    {Fault::truncate, "truncate", &FaultOptions::truncate},
}};

std::string known_faults() {
  std::string out;
  for (const FaultRow& row : rows) out += (out.empty() ? "" : ", ") + std::string(row.name);
  return out;
}

std::optional<double> parse_probability(std::string_view text) {
  double value = -1;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || stop != end || !(value >= 0 && value <= 1)) return std::nullopt;
  return value;
}

}  // namespace

Result<void> parse_fault(std::string_view text, FaultOptions& options) {
  const auto equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const FaultRow* row = nullptr;
  for (const FaultRow& candidate : rows)
    if (candidate.name == name) row = &candidate;
  if (row == nullptr)
    return fail(Errc::invalid_input,
                "unknown fault '" + std::string(name) + "'; known are " + known_faults());
  const auto probability =
      equals == std::string_view::npos ? std::nullopt : parse_probability(text.substr(equals + 1));
  if (!probability)
    return fail(Errc::invalid_input, "'" + std::string(text) + "' is not KIND=PROBABILITY with a " +
                                         "probability from 0 to 1; kinds are " + known_faults());
  FaultOptions changed = options;
  changed.*row->probability = *probability;
  double sum = 0;
  for (const FaultRow& each : rows) sum += changed.*each.probability;
  constexpr double rounding = 1e-9;
  if (sum > 1 + rounding)
    return fail(Errc::invalid_input, "the probabilities of all faults add up to more than 1");
  options = changed;
  return {};
}

Result<void> parse_latency(std::string_view text, FaultOptions& options) {
  const auto dots = text.find("..");
  const auto low = parse_duration(text.substr(0, dots));
  const auto high = dots == std::string_view::npos ? low : parse_duration(text.substr(dots + 2));
  if (!low || !high || *low > *high)
    return fail(Errc::invalid_input,
                "'" + std::string(text) + "' is not a latency like 20ms or 20ms..200ms");
  options.latency_min = *low;
  options.latency_max = *high;
  return {};
}

FaultDecision FaultSource::next() {
  // Always three draws, so that one option does not shift the sequence of another.
  double chance = random_.unit();
  const double latency = random_.unit();
  const std::uint64_t coin = random_.next();
  FaultDecision decision;
  const auto range = static_cast<double>((options_.latency_max - options_.latency_min).count());
  decision.latency = options_.latency_min + Duration(static_cast<std::int64_t>(latency * range));
  for (const FaultRow& row : rows) {
    if (chance < options_.*row.probability) {
      decision.fault = row.fault;
      break;
    }
    chance -= options_.*row.probability;
  }
  if (decision.fault == Fault::rate_limit && coin % 2 == 0)
    decision.retry_after_s = static_cast<int>(1 + coin / 2 % 3);
  return decision;
}

Delivery deliver(Cloud& cloud, const FaultDecision& decision, const net::HttpRequest& request,
                 Timestamp now) {
  switch (decision.fault) {
    case Fault::rate_limit: {
      Delivery out{cloud.error_reply(429, "RATE_LIMITED", "Too many requests"),
                   Delivery::How::whole};
      if (decision.retry_after_s)
        out.response.headers.emplace_back("Retry-After", std::to_string(*decision.retry_after_s));
      return out;
    }
    case Fault::error_500:
      return {cloud.error_reply(500, "INTERNAL_ERROR", "Internal server error"),
              Delivery::How::whole};
    case Fault::error_503:
      return {cloud.error_reply(503, "UPSTREAM_ERROR", "The upstream service is unavailable"),
              Delivery::How::whole};
    case Fault::reset_before:
      return {{}, Delivery::How::lost};
    case Fault::reset_after:
      return {cloud.handle(request, now), Delivery::How::lost};
    case Fault::truncate:
      return {cloud.handle(request, now), Delivery::How::truncated};
    case Fault::slow:
      return {cloud.handle(request, now), Delivery::How::slow};
    case Fault::none:
      break;
  }
  return {cloud.handle(request, now), Delivery::How::whole};
}

}  // namespace muster::sandbox
