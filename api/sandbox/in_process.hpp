#pragma once

#include "api/net/clock.hpp"
#include "api/net/transport.hpp"
#include "api/sandbox/cloud.hpp"
#include "api/sandbox/faults.hpp"

namespace muster::sandbox {

/// The cloud without sockets, for simulation: same answers, same faults, time from the clock.
/// Errors are those that a real client gives: unknown_outcome for resets, cut answers and answers
/// after the deadline; timed_out when the deadline was over before; cancelled when stop was
/// requested before.
class InProcessTransport final : public net::Transport {
 public:
  /// Both outlive the transport and its tasks.
  InProcessTransport(Cloud& cloud, net::Clock& clock, FaultOptions faults = {},
                     std::uint64_t seed = 1)
      : cloud_(cloud), clock_(clock), faults_(faults, seed) {}

  net::Task<Result<net::HttpResponse>> send(net::Context context,
                                            net::HttpRequest request) override;

  /// From now on misbehaves like this.
  void set_faults(FaultOptions faults, std::uint64_t seed) { faults_ = FaultSource(faults, seed); }

 private:
  Cloud& cloud_;
  net::Clock& clock_;
  FaultSource faults_;
};

}  // namespace muster::sandbox
