#include "api/net/http_message.hpp"

#include <string>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

TEST(FindHeader, ignores_case_and_takes_the_first) {
  const Headers headers = {{"Retry-After", "5"}, {"retry-after", "6"}};
  EXPECT_EQ(find_header(headers, "RETRY-AFTER"), "5");
  EXPECT_EQ(find_header(headers, "Retry"), std::nullopt);
}

TEST(ParseUrl, takes_absolute_urls_apart) {
  struct Case {
    const char* text;
    Url url;
  };
  const Case cases[] = {
      {"https://API.Example.com/v1/", {"https", "api.example.com", "443", "/v1"}},
      {"http://127.0.0.1:8080", {"http", "127.0.0.1", "8080", ""}},
      {"HTTP://[::1]:81/a/b", {"http", "::1", "81", "/a/b"}},
      {"http://[2001:db8::1]", {"http", "2001:db8::1", "80", ""}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(parse_url(c.text), c.url);
  }
}

TEST(ParseUrl, refuses_everything_else) {
  for (const char* text :
       {"", "api.example.com", "ftp://a", "http://", "http:///path", "http://a:0", "http://a:65536",
        "http://a:80x", "http://a:", "http://u:p@a", "http://a?x=1", "http://a#f", "http://[::1",
        "http://a b", "http://a\r\nHost: b", "http://::1", "http://[]", "https//a"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(parse_url(text), std::nullopt);
  }
}

TEST(HostAndPort, puts_brackets_around_ipv6) {
  EXPECT_EQ(host_and_port(*parse_url("https://[::1]")), "[::1]:443");
  EXPECT_EQ(host_and_port(*parse_url("https://a.example")), "a.example:443");
}

TEST(PercentEncode, reading_it_back_gives_every_byte_again) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
  EXPECT_EQ(percent_encode("a b/ü~"), "a%20b%2F%C3%BC~");
}

TEST(PercentDecode, refuses_malformed_escapes) {
  EXPECT_EQ(percent_decode("100%25"), "100%");
  for (const char* text : {"%", "%2", "%zz", "a%2"})
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
}

}  // namespace
}  // namespace muster::net
