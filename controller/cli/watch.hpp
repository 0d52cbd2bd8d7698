#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "controller/cli/options.hpp"
#include "model/result.hpp"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace muster::cli {

/// --watch and --interval.
struct WatchFlags {
  bool watch = false;
  std::string interval = "5s";
};
void add_watch_options(CLI::App& verb, WatchFlags& flags);

/// Between two looks. Errors: invalid_input, for what is no duration or shorter than a second.
Result<Duration> watch_interval(const WatchFlags& flags);

/// What is to be watched, as text that ends with a newline. Called again and again.
using Look = std::function<Task<Result<std::string>>(net::Context context)>;

/// Looks until the context is stopped, and shows what was seen whenever it changed: on a terminal
/// in place of what was there, elsewhere below it. Trouble that may pass is told once. Errors:
/// cancelled, when stopped; unauthorized, forbidden, tls_failed and what else no further look can
/// help.
Task<Result<void>> watch(net::Context context, net::Clock& clock, Duration interval, Format format,
                         Look look);

}  // namespace muster::cli
