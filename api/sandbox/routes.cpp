#include "api/sandbox/routes.hpp"

#include "api/sandbox/cloud.hpp"

#include <vector>

namespace muster::sandbox {
namespace {

struct CompiledRoute {
  const Route* route;
  std::vector<std::string_view> segments;
  std::size_t ids = 0;
};

std::vector<CompiledRoute> compile() {
  std::vector<CompiledRoute> out;
  for (const auto group : {catalogue_routes(), pricing_routes(), instance_routes(),
                           ssh_key_routes(), script_routes(), volume_routes(), firewall_routes(),
                           snapshot_routes(), image_routes(), billing_routes(), ai_routes()})
    for (const Route& route : group) {
      CompiledRoute& compiled = out.emplace_back(CompiledRoute{&route, {}, 0});
      std::string_view rest = route.path.substr(1);
      while (!rest.empty()) {
        const std::string_view segment = rest.substr(0, rest.find('/'));
        compiled.segments.push_back(segment);
        compiled.ids += segment.starts_with('{') ? 1 : 0;
        rest.remove_prefix(segment.size() + 1);
      }
    }
  return out;
}

const std::vector<CompiledRoute>& compiled_routes() {
  static const std::vector<CompiledRoute> routes = compile();
  return routes;
}

bool matches(const CompiledRoute& route, const std::vector<std::string>& segments) {
  if (route.segments.size() != segments.size()) return false;
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (!route.segments[i].starts_with('{') && route.segments[i] != segments[i]) return false;
  return true;
}

}  // namespace

Outcome<const Route*> find_route(std::string_view method, Request& request) {
  const CompiledRoute* best = nullptr;
  bool path_known = false;
  for (const CompiledRoute& route : compiled_routes()) {
    if (!matches(route, request.segments)) continue;
    path_known = true;
    if (route.route->method != method) continue;
    if (best == nullptr || route.ids < best->ids) best = &route;
  }
  if (best == nullptr && path_known)
    return refuse(codes::method_not_allowed, "Method " + std::string(method) + " not allowed");
  if (best == nullptr) return refuse(codes::not_found, "No such endpoint");
  for (std::size_t i = 0; i < request.segments.size(); ++i)
    if (best->segments[i].starts_with('{')) request.params.push_back(request.segments[i]);
  return best->route;
}

std::vector<Endpoint> endpoints() {
  std::vector<Endpoint> out;
  for (const CompiledRoute& route : compiled_routes())
    out.push_back({std::string(route.route->method), std::string(route.route->path)});
  return out;
}

}  // namespace muster::sandbox
