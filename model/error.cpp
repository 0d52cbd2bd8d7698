#include "model/error.hpp"

#include "model/assert.hpp"

namespace muster {

Disposition disposition(Errc code) {
  switch (code) {
    case Errc::unauthorized:
    case Errc::forbidden:
    case Errc::payment_required:
    case Errc::connect_failed:
    case Errc::tls_failed:
    case Errc::cancelled:
    case Errc::locked:
    case Errc::io:
    case Errc::corrupt:
    case Errc::unsupported_version:
    case Errc::internal:
    case Errc::invalid_input:
    case Errc::invalid_manifest:
    case Errc::denied:
      return Disposition::stop_run;
    case Errc::rejected:
    case Errc::no_capacity:
    case Errc::protocol:
      return Disposition::give_up_resource;
    case Errc::rate_limited:
    case Errc::unavailable:
    case Errc::timed_out:
      return Disposition::retry_after;
    case Errc::unknown_outcome:
      return Disposition::look_up_then_decide;
    case Errc::not_found:
    case Errc::conflict:
    case Errc::stale:
      return Disposition::replan;
  }
  MUSTER_ASSERT(false, "unknown error code");
}

std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::invalid_input:
      return "invalid_input";
    case Errc::invalid_manifest:
      return "invalid_manifest";
    case Errc::not_found:
      return "not_found";
    case Errc::conflict:
      return "conflict";
    case Errc::rejected:
      return "rejected";
    case Errc::unauthorized:
      return "unauthorized";
    case Errc::forbidden:
      return "forbidden";
    case Errc::payment_required:
      return "payment_required";
    case Errc::rate_limited:
      return "rate_limited";
    case Errc::unavailable:
      return "unavailable";
    case Errc::no_capacity:
      return "no_capacity";
    case Errc::connect_failed:
      return "connect_failed";
    case Errc::tls_failed:
      return "tls_failed";
    case Errc::unknown_outcome:
      return "unknown_outcome";
    case Errc::timed_out:
      return "timed_out";
    case Errc::protocol:
      return "protocol";
    case Errc::cancelled:
      return "cancelled";
    case Errc::locked:
      return "locked";
    case Errc::stale:
      return "stale";
    case Errc::denied:
      return "denied";
    case Errc::io:
      return "io";
    case Errc::corrupt:
      return "corrupt";
    case Errc::unsupported_version:
      return "unsupported_version";
    case Errc::internal:
      return "internal";
  }
  MUSTER_ASSERT(false, "unknown error code");
}

std::string Error::text() const {
  std::string text;
  for (auto frame = trail_.rbegin(); frame != trail_.rend(); ++frame) text += *frame + ": ";
  return text + message_;
}

}  // namespace muster
