// bench_lists TIMES: reads all lists of the account behind MUSTER_ENDPOINT with MUSTER_API_KEY, as
// the daemon does once a cycle, and does nothing with them: what a program pays for looking alone.

#include "api/net/event_loop.hpp"
#include "api/net/http_client.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/system_random.hpp"
#include "controller/reconcile/planning.hpp"

#include <cstdlib>
#include <iostream>
#include <string>

namespace muster {
namespace {

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Task<Result<void>> read_lists(api::Client& client, net::Clock& clock, long times) {
  const DesiredState nothing;
  const RecordedState unknown;
  for (long i = 0; i < times; ++i)
    MUSTER_CO_CHECK(co_await observe_with_market(
        {}, client, clock, nothing, unknown,
        {Kind::ssh_key, Kind::firewall, Kind::volume, Kind::virtual_machine}));
  co_return Result<void>();
}

Result<void> run(long times) {
  net::EventLoop loop;
  net::RealClock clock;
  net::SystemRandom random;
  const auto endpoint = setting("MUSTER_ENDPOINT");
  const auto url = net::parse_url(endpoint);
  if (!url) return fail(Errc::invalid_input, "MUSTER_ENDPOINT is no address");
  MUSTER_TRY(const auto transport, net::HttpClient::create(clock, *url, {}));
  api::Client client(
      *transport, clock, random, api::Contract::standard(),
      {.endpoint = endpoint, .api_key = setting("MUSTER_API_KEY"), .calls_per_minute = 0});
  return loop.run(read_lists(client, clock, times));
}

}  // namespace
}  // namespace muster

int main(int count, char** arguments) {
  const long times = count == 2 ? std::strtol(arguments[1], nullptr, 10) : 0;
  if (times <= 0) {
    std::cerr << "usage: bench_lists TIMES\n";
    return EXIT_FAILURE;
  }
  const auto done = muster::run(times);
  if (!done) std::cerr << done.error().text() << "\n";
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
