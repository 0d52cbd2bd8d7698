#include "tests/api/net/raw_peer.hpp"
#include "tests/api/net/test_world.hpp"
#include "tests/api/net/tls_peer.hpp"

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::net {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct TlsSeen {
  Result<HttpResponse> result = fail(Errc::internal, "nothing was sent");
  int connections = 0;
  std::string server_name;
};

struct TlsScene {
  TestCredentials credentials;
  std::string ca_file = {};
  std::string host = "localhost";
  int requests = 1;
  bool cut_short = false;
};

Task<void> get_several(HttpClient& client, int count, Result<HttpResponse>& last) {
  for (int i = 0; i < count; ++i) {
    HttpRequest request{"GET", "/", {}, ""};
    last = co_await client.send(Context(), std::move(request));
  }
}

Task<void> get_over_tls(RealClock& clock, const TlsScene& scene, TlsSeen& seen) {
  TlsPeer peer(scene.credentials);
  co_await peer.open();
  HttpClientOptions options;
  options.ca_file = scene.ca_file;
  const Url url{"https", scene.host, std::to_string(peer.port()), ""};
  auto client = HttpClient::create(clock, url, options).value();
  co_await run_beside(peer.serve(scene.cut_short),
                      get_several(*client, scene.requests, seen.result));
  seen.connections = peer.connections();
  seen.server_name = peer.server_name();
}

TlsSeen get(const TlsScene& scene) {
  EventLoop loop;
  RealClock clock;
  TlsSeen seen;
  loop.run(get_over_tls(clock, scene, seen));
  return seen;
}

class Tls : public testing::Test {
 protected:
  TestAuthority authority{"Test CA"};
  TestFile ca{authority.certificate_pem()};
};

TEST_F(Tls, a_certificate_of_a_trusted_authority_is_accepted) {
  const auto seen = get({authority.issue("DNS:localhost"), ca.path()});
  ASSERT_TRUE(seen.result.has_value()) << seen.result.error().text();
  EXPECT_EQ(seen.result->body, "ok");
  EXPECT_EQ(seen.server_name, "localhost") << "the name is sent along";
}

TEST_F(Tls, a_secure_connection_is_kept_for_the_next_requests) {
  const auto seen = get({authority.issue("DNS:localhost"), ca.path(), "localhost", 5});
  ASSERT_TRUE(seen.result.has_value());
  EXPECT_EQ(seen.connections, 1);
}

TEST_F(Tls, an_address_is_checked_against_the_addresses_of_the_certificate) {
  const auto good = get({authority.issue("IP:127.0.0.1"), ca.path(), "127.0.0.1"});
  EXPECT_TRUE(good.result.has_value());
  const auto bad = get({authority.issue("IP:127.0.0.2,DNS:127.0.0.1"), ca.path(), "127.0.0.1"});
  ASSERT_FALSE(bad.result.has_value());
  EXPECT_EQ(bad.result.error().code(), Errc::tls_failed);
  EXPECT_THAT(bad.result.error().text(), HasSubstr("127.0.0.2"));
}

TEST_F(Tls, the_usual_variable_names_further_authorities) {
  ASSERT_EQ(::setenv("SSL_CERT_FILE", ca.path().c_str(), 1), 0);
  const auto seen = get({authority.issue("DNS:localhost")});
  ::unsetenv("SSL_CERT_FILE");
  EXPECT_TRUE(seen.result.has_value());
}

TEST_F(Tls, what_cannot_be_trusted_is_refused_with_the_reason) {
  struct Case {
    const char* reason;
    TlsScene scene;
    const char* text;
  };
  const Case cases[] = {
      {"unknown authority",
       {authority.issue("DNS:localhost")},
       "an authority this machine does not know"},
      {"self-signed",
       {self_signed("DNS:localhost")},
       "is self-signed; if you trust it, name a file"},
      {"another host",
       {authority.issue("DNS:a.example,DNS:b.example"), ca.path()},
       "is for a.example, b.example, not for localhost"},
      {"part of a name", {authority.issue("DNS:l*"), ca.path()}, "not for localhost"},
      {"expired", {authority.issue("DNS:localhost", {-7200, -3600}), ca.path()}, "has expired on "},
      {"not yet valid",
       {authority.issue("DNS:localhost", {3600, 7200}), ca.path()},
       "is only valid from "},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    const auto seen = get(c.scene);
    ASSERT_FALSE(seen.result.has_value());
    EXPECT_EQ(seen.result.error().code(), Errc::tls_failed);
    EXPECT_THAT(seen.result.error().text(),
                AllOf(HasSubstr("the certificate of localhost"), HasSubstr(c.text)));
  }
}

TEST_F(Tls, an_answer_that_ends_without_the_end_mark_may_have_been_cut) {
  const auto seen = get({authority.issue("DNS:localhost"), ca.path(), "localhost", 1, true});
  ASSERT_FALSE(seen.result.has_value());
  EXPECT_EQ(seen.result.error().code(), Errc::unknown_outcome);
}

TEST_F(Tls, a_ca_file_that_cannot_be_read_is_named) {
  RealClock clock;
  HttpClientOptions options;
  options.ca_file = "/nowhere/ca.pem";
  const auto client = HttpClient::create(clock, {"https", "localhost", "443", ""}, options);
  ASSERT_FALSE(client.has_value());
  EXPECT_EQ(client.error().code(), Errc::invalid_input);
  EXPECT_THAT(client.error().text(), HasSubstr("/nowhere/ca.pem"));
}

Task<void> get_from_plain_server(RealClock& clock, Result<HttpResponse>& result) {
  RawPeer::Answer answer{"HTTP/1.1 400 Bad Request\r\n\r\n"};
  answer.read_first = false;
  RawPeer peer({answer});
  co_await peer.open();
  const Url url{"https", "127.0.0.1", std::to_string(peer.port()), ""};
  auto client = HttpClient::create(clock, url, {}).value();
  co_await run_beside(peer.serve(), get_several(*client, 1, result));
}

TEST(TlsToPlainServer, is_told_to_use_http) {
  EventLoop loop;
  RealClock clock;
  Result<HttpResponse> result;
  loop.run(get_from_plain_server(clock, result));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), Errc::tls_failed);
  EXPECT_THAT(result.error().text(), HasSubstr("does not speak TLS on this port"));
}

Task<void> get_from_silent_server(RealClock& clock, HttpClientOptions options, Duration limit,
                                  Result<HttpResponse>& result) {
  RawPeer peer({{""}});
  co_await peer.open();
  const Url url{"https", "127.0.0.1", std::to_string(peer.port()), ""};
  auto client = HttpClient::create(clock, url, options).value();
  HttpRequest request{"POST", "/", {}, ""};
  const Context context = Context().within(clock, limit);
  co_await run_beside(peer.serve(), send_into(*client, context, std::move(request), result));
}

TEST(TlsToSilentServer, the_clients_own_limit_is_a_failure_to_connect_and_the_callers_a_timeout) {
  struct Case {
    const char* reason;
    Duration connect_timeout;
    Duration limit;
    Errc code;
  };
  const Case cases[] = {
      {"own limit", Duration(30), std::chrono::seconds(60), Errc::connect_failed},
      {"the caller's", std::chrono::seconds(60), Duration(30), Errc::timed_out},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    EventLoop loop;
    RealClock clock;
    HttpClientOptions options;
    options.connect_timeout = c.connect_timeout;
    Result<HttpResponse> result;
    loop.run(get_from_silent_server(clock, options, c.limit, result));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code(), c.code);
    EXPECT_THAT(result.error().text(), HasSubstr("the TLS handshake with 127.0.0.1 took longer"));
  }
}

}  // namespace
}  // namespace muster::net
