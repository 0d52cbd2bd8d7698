#include "api/net/name_cache.hpp"

#include "api/net/event.hpp"
#include "api/net/timeout.hpp"

#include <memory>

#include <boost/asio/this_coro.hpp>

namespace muster::net {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor) : resolver(executor) {}
  asio::ip::basic_resolver<tcp> resolver;
  boost::system::error_code error;
  std::vector<tcp::endpoint> found;
  Gate done;
};

std::string why(const boost::system::error_code& error) {
  if (error == asio::error::host_not_found) return "there is no such host name";
  if (error == asio::error::host_not_found_try_again)
    return "the name server does not answer; check the network";
  return error.message();
}

}  // namespace

Task<Result<std::vector<tcp::endpoint>>> NameCache::endpoints(Clock& clock, Duration limit) {
  if (!known_.empty()) co_return known_;
  auto executor = co_await asio::this_coro::executor;
  // Shared with the handler, which may come long after this coroutine has given up.
  auto lookup = std::make_shared<Lookup>(executor);
  lookup->resolver.async_resolve(
      host_, port_, tcp::resolver::numeric_service,
      [lookup](const boost::system::error_code& error, const tcp::resolver::results_type& results) {
        lookup->error = error;
        for (const auto& entry : results) lookup->found.push_back(entry.endpoint());
        lookup->done.open();
      });
  const bool answered = co_await ends_within(clock, lookup->done.wait(), limit);
  if (!answered)
    co_return fail(Errc::timed_out,
                   "looking up the name " + host_ + " took longer than " + format_duration(limit));
  if (lookup->error)
    co_return fail(Errc::connect_failed, "cannot look up " + host_ + ": " + why(lookup->error));
  if (lookup->found.empty())
    co_return fail(Errc::connect_failed, "cannot look up " + host_ + ": it has no address");
  known_ = lookup->found;
  co_return known_;
}

}  // namespace muster::net
