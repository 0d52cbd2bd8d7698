#include "api/net/proxy.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

using Environment = std::map<std::string, std::string>;

Result<std::optional<Proxy>> look_up(const char* target, const Environment& environment) {
  return proxy_for(*parse_url(target), [&](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(ProxyFor, follows_the_usual_variables) {
  struct Case {
    const char* reason;
    const char* target;
    Environment environment;
    const char* proxy;  // host:port, or "" for a direct connection
  };
  const Case cases[] = {
      {"nothing is set", "https://a.example", {}, ""},
      {"https has its own variable", "https://a.example", {{"HTTPS_PROXY", "http://p:1"}}, "p:1"},
      {"http does not use it", "http://a.example", {{"HTTPS_PROXY", "http://p:1"}}, ""},
      {"http has its own", "http://a.example", {{"HTTP_PROXY", "http://p:1"}}, "p:1"},
      {"lower case comes first",
       "https://a.example",
       {{"https_proxy", "http://q:2"}, {"HTTPS_PROXY", "http://p:1"}},
       "q:2"},
      {"empty means unset",
       "https://a.example",
       {{"https_proxy", ""}, {"HTTPS_PROXY", "http://p:1"}},
       "p:1"},
      {"the scheme may be left out", "https://a.example", {{"https_proxy", "p:3128"}}, "p:3128"},
      {"the port may be left out", "https://a.example", {{"https_proxy", "http://p/"}}, "p:80"},
      {"loopback is always direct", "http://127.0.0.1:8080", {{"http_proxy", "p:1"}}, ""},
      {"so is localhost", "http://localhost:8080", {{"http_proxy", "p:1"}}, ""},
      {"so is IPv6 loopback", "http://[::1]:8080", {{"http_proxy", "p:1"}}, ""},
      {"a name that only begins like loopback is not",
       "http://127.example",
       {{"http_proxy", "p:1"}},
       "p:1"},
      {"star excludes all", "https://a.example", {{"https_proxy", "p:1"}, {"NO_PROXY", "*"}}, ""},
      {"exact name",
       "https://a.example",
       {{"https_proxy", "p:1"}, {"no_proxy", "x, A.Example ,y"}},
       ""},
      {"a suffix with dot",
       "https://b.a.example",
       {{"https_proxy", "p:1"}, {"no_proxy", ".a.example"}},
       ""},
      {"a suffix without dot",
       "https://b.a.example",
       {{"https_proxy", "p:1"}, {"no_proxy", "a.example"}},
       ""},
      {"a suffix with star",
       "https://b.a.example",
       {{"https_proxy", "p:1"}, {"no_proxy", "*.a.example"}},
       ""},
      {"a suffix needs a dot before it",
       "https://ba.example",
       {{"https_proxy", "p:1"}, {"no_proxy", "a.example"}},
       "p:1"},
      {"its port fits",
       "https://a.example:8443",
       {{"https_proxy", "p:1"}, {"no_proxy", "a.example:8443"}},
       ""},
      {"its port does not fit",
       "https://a.example",
       {{"https_proxy", "p:1"}, {"no_proxy", "a.example:8443"}},
       "p:1"},
      {"an IPv6 address",
       "http://[2001:db8::1]",
       {{"http_proxy", "p:1"}, {"no_proxy", "2001:db8::1"}},
       ""},
      {"empty entries exclude nothing",
       "https://a.example",
       {{"https_proxy", "p:1"}, {"no_proxy", ",,.,"}},
       "p:1"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    const auto proxy = look_up(c.target, c.environment);
    ASSERT_TRUE(proxy.has_value()) << proxy.error().text();
    EXPECT_EQ(*proxy ? host_and_port((*proxy)->url) : "", c.proxy);
  }
}

TEST(ProxyFor, turns_user_and_password_into_basic_credentials) {
  struct Case {
    const char* url;
    const char* authorization;
  };
  const Case cases[] = {
      {"http://Aladdin:open%20sesame@p:1", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
      {"http://user@p:1", "Basic dXNlcjo="},
      {"http://a:b@p:1", "Basic YTpi"},
      {"http://p:1", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.url);
    const auto proxy = look_up("https://a.example", {{"https_proxy", c.url}});
    ASSERT_TRUE(proxy && *proxy);
    EXPECT_EQ((*proxy)->authorization, c.authorization);
    EXPECT_EQ((*proxy)->url.host, "p");
  }
}

TEST(ProxyFor, names_the_variable_and_never_its_value_when_it_is_malformed) {
  for (const char* value :
       {"socks5://u:secret@p:1", "https://u:secret@p:1", "http://u:secret@", "http://u:secret@p:x",
        "http://u:secret%@p:1", "http://u:secret@p:1/path"}) {
    SCOPED_TRACE(value);
    const auto proxy = look_up("https://a.example", {{"HTTPS_PROXY", value}});
    ASSERT_FALSE(proxy.has_value());
    EXPECT_EQ(proxy.error().code(), Errc::invalid_input);
    EXPECT_NE(proxy.error().text().find("HTTPS_PROXY"), std::string::npos);
    EXPECT_EQ(proxy.error().text().find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace muster::net
