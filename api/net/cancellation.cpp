#include "api/net/cancellation.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace muster::net {
namespace asio = boost::asio;

Task<void> survive_cancellation() {
  co_await asio::this_coro::throw_if_cancelled(false);
}

Task<bool> cancellation_requested() {
  auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

bool is_cancellation(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error& failure) {
    return failure.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

void throw_cancelled() {
  throw boost::system::system_error(make_error_code(asio::error::operation_aborted));
}

}  // namespace muster::net
