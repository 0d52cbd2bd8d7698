#pragma once

#include "api/net/http_message.hpp"
#include "api/sandbox/cloud.hpp"
#include "api/sandbox/random.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace muster::sandbox {

/// How a network or a busy service can misbehave.
enum class Fault {
  none,
  rate_limit,    // 429, with Retry-After every other time
  error_500,     // nothing was done
  error_503,     // nothing was done
  reset_before,  // the connection breaks, nothing was done
  reset_after,   // it was done, the connection breaks
  slow,          // the answer's body takes its time
  truncate,      // it was done, the answer's body is cut short
};

/// Probabilities per request, adding up to 1 at most.
struct FaultOptions {
  double rate_limit = 0;
  double error_500 = 0;
  double error_503 = 0;
  double reset_before = 0;
  double reset_after = 0;
  double slow = 0;
  double truncate = 0;
  /// Every answer takes a time from this range.
  Duration latency_min{0};
  Duration latency_max{0};
  Duration slow_body = std::chrono::seconds(5);
};

/// "reset-after=0.05" and the like; the words are those of Fault with a hyphen. Errors:
/// invalid_input, with a message that lists the kinds.
Result<void> parse_fault(std::string_view text, FaultOptions& options);
/// "20ms" or "20ms..200ms". Errors: invalid_input.
Result<void> parse_latency(std::string_view text, FaultOptions& options);

/// What happens to one request.
struct FaultDecision {
  Fault fault = Fault::none;
  Duration latency{0};
  std::optional<int> retry_after_s;
};

/// Decides request by request; the same seed gives the same sequence.
class FaultSource {
 public:
  FaultSource(FaultOptions options, std::uint64_t seed)
      : options_(options), random_{seed ^ 0x6661'756C'7473ULL} {}
  FaultDecision next();
  const FaultOptions& options() const { return options_; }

 private:
  FaultOptions options_;
  Generator random_;
};

/// The answer as it leaves the cloud, and what becomes of it on its way.
struct Delivery {
  enum class How { whole, slow, truncated, lost };
  net::HttpResponse response;
  How how = How::whole;
};

/// Lets the cloud handle the request, or not, as decided.
Delivery deliver(Cloud& cloud, const FaultDecision& decision, const net::HttpRequest& request,
                 Timestamp now);

}  // namespace muster::sandbox
