#pragma once

#include "api/sandbox/request.hpp"
#include "api/sandbox/state.hpp"

#include <span>
#include <string_view>

namespace muster::sandbox {

/// The payload of a success answer, or why not.
using Handler = Outcome<Json> (*)(State&, const Request&);

/// One endpoint: method and path below /api, ids as {name}.
struct Route {
  std::string_view method;
  std::string_view path;
  Handler handler;
  bool with_request_id = true;  // the billing lists have none (documented)
};

/// The endpoints of one group each, see handlers/.
std::span<const Route> catalogue_routes();
std::span<const Route> pricing_routes();
std::span<const Route> instance_routes();
std::span<const Route> ssh_key_routes();
std::span<const Route> script_routes();
std::span<const Route> volume_routes();
std::span<const Route> firewall_routes();
std::span<const Route> snapshot_routes();
std::span<const Route> image_routes();
std::span<const Route> billing_routes();
std::span<const Route> ai_routes();

/// Finds the endpoint and fills request.params. A path without ids wins over one with.
/// 404, or 405 when the path has other methods.
Outcome<const Route*> find_route(std::string_view method, Request& request);

}  // namespace muster::sandbox
