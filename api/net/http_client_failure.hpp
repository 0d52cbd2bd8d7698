#pragma once

#include "model/error.hpp"

#include <string>

#include <boost/system/error_code.hpp>

namespace muster::net {

bool is_timeout(const boost::system::error_code& error);
bool is_cancellation(const boost::system::error_code& error);

/// Why the system did not let us connect, for the user, with what to do where there is something.
std::string explain_connect_failure(const boost::system::error_code& error);

/// Why an exchange stopped after the connection was there: "the server closed the connection", ...
std::string explain_exchange_failure(const boost::system::error_code& error);

}  // namespace muster::net
