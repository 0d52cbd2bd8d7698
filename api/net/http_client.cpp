#include "api/net/http_client.hpp"

#include "api/net/http_client_connection.hpp"
#include "api/net/http_client_failure.hpp"
#include "api/net/name_cache.hpp"
#include "api/net/tls_client_context.hpp"

#include <algorithm>
#include <vector>

#include <boost/asio/ssl/context.hpp>

namespace muster::net {
namespace {

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_token(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\"(),/:;<=>?@[\\]{}") == std::string_view::npos &&
         !has_control(text);
}

/// What would let a value break out of its place in the message.
Result<void> check_request(const HttpRequest& request) {
  if (!is_token(request.method)) return fail(Errc::invalid_input, "the HTTP method is malformed");
  if (!request.target.starts_with('/') || has_control(request.target) ||
      request.target.find(' ') != std::string::npos)
    return fail(Errc::invalid_input, "the request target is malformed");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return fail(Errc::invalid_input, "a header name is malformed");
    if (has_control(value))
      return fail(Errc::invalid_input, "the value of header " + name +
                                           " has a line break or another control character in it");
  }
  return {};
}

bool is_default_port(const Url& url) {
  return url.port == (url.scheme == "https" ? "443" : "80");
}

std::string host_header(const Url& url) {
  std::string text = host_and_port(url);
  if (is_default_port(url)) text.resize(text.size() - url.port.size() - 1);
  return text;
}

RequestFrame make_frame(const Url& server, const HttpClientOptions& options) {
  RequestFrame frame;
  frame.host = host_header(server);
  frame.user_agent = options.user_agent;
  frame.body_bytes_max = options.body_bytes_max;
  if (options.proxy && server.scheme == "http") {
    frame.target_prefix = "http://" + frame.host;
    frame.proxy_authorization = options.proxy->authorization;
  }
  return frame;
}

/// Whether a request on a kept connection may be sent once more: the server had closed it before.
bool may_send_again(const Exchange& exchange, const std::string& method) {
  if (is_timeout(exchange.error) || is_cancellation(exchange.error)) return false;
  if (exchange.end == Exchange::End::nothing_sent) return true;
  return exchange.end == Exchange::End::no_answer && !exchange.answer_began &&
         (method == "GET" || method == "HEAD");
}

Error explain(const Exchange& exchange, const std::string& what) {
  const std::string why = explain_exchange_failure(exchange.error);
  if (exchange.end == Exchange::End::bad_answer)
    return {Errc::protocol, "the answer to " + what + " cannot be used: " + why};
  if (exchange.end == Exchange::End::no_answer)
    return {Errc::unknown_outcome,
            what + ": " + why + "; the server may have acted on the request"};
  if (is_timeout(exchange.error))
    return {Errc::timed_out, what + ": the request could not be sent in time"};
  if (is_cancellation(exchange.error))
    return {Errc::cancelled, what + ": cancelled before it was sent"};
  return {Errc::connect_failed, what + ": " + why + " before anything was sent"};
}

}  // namespace

struct HttpClient::Impl {
  struct Idle {
    std::unique_ptr<HttpConnection> connection;
    TimePoint since;
  };

  Impl(Clock& the_clock, Url the_server, HttpClientOptions the_options)
      : clock(the_clock),
        server(std::move(the_server)),
        options(std::move(the_options)),
        names(options.proxy ? options.proxy->url.host : server.host,
              options.proxy ? options.proxy->url.port : server.port),
        frame(make_frame(server, options)) {}

  /// The kept connection used last that still looks alive, or nothing.
  std::unique_ptr<HttpConnection> take_idle() {
    const TimePoint oldest = clock.now() - options.idle_time_max;
    std::erase_if(idle, [&](const Idle& entry) { return entry.since < oldest; });
    while (!idle.empty()) {
      auto connection = std::move(idle.back().connection);
      idle.pop_back();
      if (connection->is_quiet()) return connection;
    }
    return nullptr;
  }

  void keep(std::unique_ptr<HttpConnection> connection) {
    if (options.idle_connections_max == 0) return;
    if (idle.size() >= options.idle_connections_max) idle.erase(idle.begin());
    idle.push_back({std::move(connection), clock.now()});
  }

  Task<Result<std::unique_ptr<HttpConnection>>> open(TimePoint deadline) {
    const Duration left = deadline - clock.now();
    if (left <= Duration::zero())
      co_return fail(Errc::timed_out, "no time was left to connect to " + host_and_port(server));
    const ConnectionTarget target{server, options.proxy, server.scheme == "https" ? &tls : nullptr};
    auto opened =
        co_await open_connection(target, names, clock, std::min(left, options.connect_timeout));
    // Our own limit is a fact about the server; only the caller's deadline is the caller's.
    if (!opened && opened.error().code() == Errc::timed_out && options.connect_timeout < left)
      co_return fail(Errc::connect_failed, opened.error().message());
    co_return opened;
  }

  Clock& clock;
  const Url server;
  const HttpClientOptions options;
  NameCache names;
  const RequestFrame frame;
  boost::asio::ssl::context tls{boost::asio::ssl::context::tls_client};
  std::vector<Idle> idle;  // the longest unused first
};

HttpClient::HttpClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::create(Clock& clock, Url server,
                                                       HttpClientOptions options) {
  auto impl = std::make_unique<Impl>(clock, std::move(server), std::move(options));
  if (impl->server.scheme == "https")
    MUSTER_CHECK(configure_tls_client(impl->tls, impl->options.ca_file));
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(impl)));
}

std::size_t HttpClient::idle_connections() const {
  return impl_->idle.size();
}

Task<Result<HttpResponse>> HttpClient::send(Context context, HttpRequest request) {
  MUSTER_CO_CHECK(check_request(request));
  // The query may name things the user would rather not see in a log.
  const std::string what = request.method + " " +
                           request.target.substr(0, request.target.find('?')) + " to " +
                           host_and_port(impl_->server);
  if (context.stop_requested())
    co_return fail(Errc::cancelled, what + ": stopped before it was sent");
  const TimePoint deadline =
      std::min(context.deadline(), impl_->clock.now() + impl_->options.request_timeout);
  auto connection = impl_->take_idle();
  for (;;) {
    const bool is_kept = connection != nullptr;
    if (!is_kept) {
      MUSTER_CO_TRY(connection, co_await impl_->open(deadline));
    }
    const Duration left = deadline - impl_->clock.now();
    if (left <= Duration::zero())
      co_return fail(Errc::timed_out, what + ": no time was left to send it");
    HttpRequest copy = request;
    auto exchange = co_await connection->exchange(std::move(copy), impl_->frame, left);
    if (exchange.end == Exchange::End::answered) {
      if (exchange.reusable) impl_->keep(std::move(connection));
      co_return std::move(exchange.response);
    }
    connection.reset();
    if (!is_kept || !may_send_again(exchange, request.method))
      co_return fail(explain(exchange, what));
  }
}

}  // namespace muster::net
