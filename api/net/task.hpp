#pragma once

#include <boost/asio/awaitable.hpp>

namespace muster::net {

/// A coroutine's result. Starts when awaited, never before. Parameters of a Task function are taken
/// by value, or by reference to something documented to outlive the task.
template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace muster::net

namespace muster {
using net::Task;
}  // namespace muster
