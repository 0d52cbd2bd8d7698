#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/http_server.hpp"
#include "api/net/router.hpp"
#include "api/net/task.hpp"
#include "controller/reconcile/control.hpp"

#include <functional>
#include <string>
#include <vector>

namespace muster {

/// One thing that the daemon answers.
struct DaemonRoute {
  enum class Access {
    everybody,
    same_machine,  // without the token only if asked for under a name of this machine
    token,
  };
  std::string method;   // "GET" answers HEAD too
  std::string pattern;  // as net::Router has it: "/hook/github"
  Access access = Access::token;
  std::function<Task<net::ServerReply>(net::HttpRequest, net::NamedValues params)> answer;
};

/// An answer that is there already.
Task<net::ServerReply> at_once(net::HttpResponse response);

/// Health, metrics, the page, and /api/v1 to read. Clock and control outlive the routes.
std::vector<DaemonRoute> read_routes(net::Clock& clock, DaemonControl& control,
                                     std::string version);

/// /api/v1/suspend, resume, reconcile and approve. What is waited for ends with `stopping`. Clock
/// and control outlive the routes.
std::vector<DaemonRoute> control_routes(net::Clock& clock, DaemonControl& control,
                                        net::Context stopping);

}  // namespace muster
