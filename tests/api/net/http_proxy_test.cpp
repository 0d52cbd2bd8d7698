#include "api/net/task_group.hpp"
#include "tests/api/net/raw_peer.hpp"
#include "tests/api/net/test_world.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Seen {
  Result<HttpResponse> result;
  std::vector<std::string> requests;
};

/// One request to `server` through a proxy that answers as told.
Task<void> send_through_proxy(RealClock& clock, Url server, std::string answer, Seen& seen) {
  RawPeer proxy({{std::move(answer)}});
  co_await proxy.open();
  HttpClientOptions options;
  options.proxy = Proxy{{"http", "127.0.0.1", std::to_string(proxy.port()), ""}, "Basic c2VjcmV0"};
  auto client = HttpClient::create(clock, server, options).value();
  auto body = [&](TaskGroup& group) -> Task<void> {
    group.spawn(proxy.serve());
    HttpRequest request{"GET", "/thing", {}, ""};
    seen.result = co_await client->send(Context(), std::move(request));
    group.cancel();
  };
  co_await in_task_group(body);
  seen.requests = proxy.requests();
}

Seen through_proxy(const char* server, std::string answer) {
  EventLoop loop;
  RealClock clock;
  Seen seen;
  loop.run(send_through_proxy(clock, *parse_url(server), std::move(answer), seen));
  return seen;
}

TEST(HttpProxy, plain_requests_name_the_whole_url_and_bring_credentials) {
  const auto seen =
      through_proxy("http://api.invalid:8080", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  ASSERT_TRUE(seen.result.has_value()) << seen.result.error().text();
  EXPECT_THAT(seen.requests.at(0), StartsWith("GET http://api.invalid:8080/thing HTTP/1.1\r\n"));
  EXPECT_THAT(seen.requests.at(0), HasSubstr("Host: api.invalid:8080\r\n"));
  EXPECT_THAT(seen.requests.at(0), HasSubstr("Proxy-Authorization: Basic c2VjcmV0\r\n"));
}

TEST(HttpProxy, secure_requests_ask_for_a_tunnel_first) {
  const auto seen =
      through_proxy("https://api.invalid", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(seen.requests.at(0), StartsWith("CONNECT api.invalid:443 HTTP/1.1\r\n"));
  EXPECT_THAT(seen.requests.at(0), HasSubstr("Proxy-Authorization: Basic c2VjcmV0\r\n"));
  ASSERT_FALSE(seen.result.has_value());
  EXPECT_EQ(seen.result.error().code(), Errc::connect_failed);
  EXPECT_THAT(seen.result.error().text(),
              HasSubstr("opens no tunnel to api.invalid:443: it answered 403"));
}

TEST(HttpProxy, a_proxy_that_wants_a_login_is_explained_without_showing_the_one_it_got) {
  const auto seen =
      through_proxy("https://api.invalid", "HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n");
  ASSERT_FALSE(seen.result.has_value());
  EXPECT_THAT(seen.result.error().text(), HasSubstr("wants a login (407)"));
  EXPECT_THAT(seen.result.error().text(), Not(HasSubstr("c2VjcmV0")));
}

TEST(HttpProxy, a_proxy_that_hangs_up_is_a_connection_that_failed) {
  const auto seen = through_proxy("https://api.invalid", "");
  ASSERT_FALSE(seen.result.has_value());
  EXPECT_EQ(seen.result.error().code(), Errc::connect_failed);
}

}  // namespace
}  // namespace muster::net
