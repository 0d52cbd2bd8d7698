#include "controller/serve/daemon_server.hpp"

#include "api/net/secret_text.hpp"
#include "controller/serve/api_reply.hpp"
#include "model/assert.hpp"

#include <string_view>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t request_bytes_max = std::size_t{1} << 20U;

bool is_loopback(std::string_view host) {
  const bool is_v4 = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return (is_v4 && host.starts_with("127.")) || host == "::1" || host == "[::1]" ||
         host == "localhost";
}

/// Without its port.
std::string_view host_of(std::string_view authority) {
  const auto colon = authority.rfind(':');
  const bool is_bare_v6 = authority.ends_with(']');
  return colon == std::string_view::npos || is_bare_v6 ? authority : authority.substr(0, colon);
}

net::HttpServerOptions http_options(const DaemonServerOptions& options) {
  net::HttpServerOptions http;
  http.bind_address = options.bind_address;
  http.port = options.port;
  http.body_bytes_max = request_bytes_max;
  return http;
}

}  // namespace

Task<net::ServerReply> at_once(net::HttpResponse response) {
  net::ServerReply reply;
  reply.response = std::move(response);
  co_return reply;
}

struct DaemonServer::Impl {
  Impl(net::Clock& clock, DaemonControl& control, DaemonServerOptions the_options);

  void add(std::vector<DaemonRoute> more);
  Task<net::ServerReply> answer(net::HttpRequest request);
  bool may(const net::HttpRequest& request, DaemonRoute::Access access) const;
  bool has_token(const net::HttpRequest& request) const;

  const DaemonServerOptions options;
  net::Router router;
  std::vector<DaemonRoute> routes;  // by the router's numbers
  net::Context stopping;            // for what is under way when the server stops
  net::HttpServer http;
};

DaemonServer::Impl::Impl(net::Clock& clock, DaemonControl& control, DaemonServerOptions the_options)
    : options(std::move(the_options)),
      http(
          clock, [this](net::HttpRequest request) { return answer(std::move(request)); },
          http_options(options)) {
  MUSTER_ASSERT(!options.token.empty(), "a daemon without a token would obey everybody");
  add(read_routes(clock, control, options.version));
  add(control_routes(clock, control, stopping));
  add(options.extra_routes);
}

void DaemonServer::Impl::add(std::vector<DaemonRoute> more) {
  for (auto& route : more) {
    const auto number = router.add(route.method, route.pattern);
    MUSTER_ASSERT(number == routes.size(), "routes and their numbers go together");
    routes.push_back(std::move(route));
  }
}

Task<net::ServerReply> DaemonServer::Impl::answer(net::HttpRequest request) {
  const auto method = request.method == "HEAD" ? "GET" : request.method;
  auto match = router.match(method, request.target);
  using Kind = net::RouteMatch::Kind;
  if (match.kind == Kind::no_such_path)
    return at_once(error_reply(404, "not_found",
                               "there is nothing at " + std::string(net::path_of(request.target))));
  if (match.kind == Kind::method_not_allowed) return at_once(not_allowed_reply(match.allowed));
  const auto& route = routes[match.route];
  if (!may(request, route.access)) return at_once(unauthorized_reply());
  return route.answer(std::move(request), std::move(match.params));
}

bool DaemonServer::Impl::may(const net::HttpRequest& request, DaemonRoute::Access access) const {
  if (access == DaemonRoute::Access::everybody || has_token(request)) return true;
  if (access != DaemonRoute::Access::same_machine || !is_loopback(options.bind_address))
    return false;
  // A page of some other site may have made its own name lead here.
  const auto host = net::find_header(request.headers, "Host");
  return host && is_loopback(host_of(*host));
}

bool DaemonServer::Impl::has_token(const net::HttpRequest& request) const {
  constexpr std::string_view scheme = "Bearer ";
  const auto given = net::find_header(request.headers, "Authorization");
  if (!given || given->size() <= scheme.size()) return false;
  return net::equal_ignoring_case(given->substr(0, scheme.size()), scheme) &&
         net::equal_in_constant_time(given->substr(scheme.size()), options.token);
}

DaemonServer::DaemonServer(net::Clock& clock, DaemonControl& control, DaemonServerOptions options)
    : impl_(std::make_unique<Impl>(clock, control, std::move(options))) {}
DaemonServer::~DaemonServer() = default;

Task<Result<void>> DaemonServer::listen() {
  return impl_->http.listen();
}

std::uint16_t DaemonServer::port() const {
  return impl_->http.port();
}

std::string DaemonServer::url() const {
  std::string host = impl_->options.bind_address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  return net::to_string({"http", host, std::to_string(port()), ""});
}

Task<void> DaemonServer::serve(net::Context context) {
  if (context.stop_requested()) stop();
  const net::StopListener listener(context, [this] { stop(); });
  co_await impl_->http.serve(context);
}

void DaemonServer::stop() {
  impl_->stopping.stop_flag()->request();
  impl_->http.stop();
}

Task<net::ServerReply> DaemonServer::answer(net::HttpRequest request) {
  return impl_->answer(std::move(request));
}

}  // namespace muster
