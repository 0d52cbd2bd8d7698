#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What went wrong, as far as the program has to tell cases apart.
enum class Errc {
  invalid_input,        // a flag or value the user gave
  invalid_manifest,     // one or more diagnostics were reported
  not_found,            // the API or the file system has no such thing
  conflict,             // a name is taken, a state or a limit forbids it (409)
  rejected,             // the API refuses this request for good (400, 422)
  unauthorized,         // no key or a wrong key (401)
  forbidden,            // the account may not (403)
  payment_required,     // not enough credit (402)
  rate_limited,         // 429
  unavailable,          // 5xx of a request that is safe to repeat
  no_capacity,          // no GPU of that model there
  connect_failed,       // nothing was sent
  tls_failed,           // nothing was sent: certificate or handshake
  unknown_outcome,      // sent, but no definite answer: it may have taken effect
  timed_out,            // the deadline passed before a definite answer; nothing was changed by us
  protocol,             // the answer cannot be understood
  cancelled,            // the user interrupted
  locked,               // somebody else holds the lease
  stale,                // the world moved since the plan was made
  denied,               // policy, budget or protection forbids it
  io,                   // file system
  corrupt,              // a record does not match its checksum
  unsupported_version,  // written by a newer muster
  internal,             // a bug in muster
};

/// What a caller does about an error; the only place that decides by code.
enum class Disposition {
  stop_run,             // nothing else will work either
  give_up_resource,     // permanent for this resource
  retry_after,          // wait, then the same call again is safe
  look_up_then_decide,  // read the world before anything else
  replan,               // the plan rests on something that is no longer so
};

/// Total over Errc.
Disposition disposition(Errc code);

/// Stable lower-case word for logs and JSON, e.g. "rate_limited".
std::string_view to_string(Errc code);

/// A code, a sentence for the user and the trail of what was being done, innermost first.
class Error {
 public:
  Error(Errc code, std::string message) : code_(code), message_(std::move(message)) {}

  // By value, so that `error = std::move(error).in(...)` is no self-move.
  Error in(std::string frame) && {
    trail_.push_back(std::move(frame));
    return std::move(*this);
  }
  Error with_retry_after(std::chrono::milliseconds delay) && {
    retry_after_ = delay;
    return std::move(*this);
  }

  Errc code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::vector<std::string>& trail() const { return trail_; }
  /// What the server asked for, if it did.
  std::optional<std::chrono::milliseconds> retry_after() const { return retry_after_; }

  /// "outermost: innermost: message", as shown to the user.
  std::string text() const;

 private:
  Errc code_;
  std::string message_;
  std::vector<std::string> trail_;
  std::optional<std::chrono::milliseconds> retry_after_;
};

}  // namespace muster
