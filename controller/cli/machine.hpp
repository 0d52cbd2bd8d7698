#pragma once

#include "api/net/blocking_pool.hpp"
#include "api/net/event_loop.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/system_random.hpp"

#include <string>

namespace muster::cli {

/// The real world that a command runs in. The loop comes first, so that it goes last.
struct Machine {
  net::EventLoop loop;
  net::RealClock clock;
  net::SystemRandom random;
  net::BlockingPool pool{2};
};

}  // namespace muster::cli
