#include "api/net/router.hpp"

#include <gtest/gtest.h>

namespace muster::net {
namespace {

using Kind = RouteMatch::Kind;

class RouterTest : public testing::Test {
 protected:
  Router router;
  std::size_t list = router.add("GET", "/volumes/");
  std::size_t create = router.add("POST", "/volumes/");
  std::size_t any = router.add("GET", "/volumes/{id}/");
  std::size_t count = router.add("GET", "/volumes/count");
  std::size_t rule = router.add("DELETE", "/firewalls/{id}/rules/{rule_id}");
  std::size_t root = router.add("GET", "/");
};

TEST_F(RouterTest, the_method_selects_among_routes_of_one_path) {
  EXPECT_EQ(router.match("GET", "/volumes/").route, list);
  EXPECT_EQ(router.match("POST", "/volumes/").route, create);
}

TEST_F(RouterTest, a_trailing_slash_makes_no_difference) {
  EXPECT_EQ(router.match("POST", "/volumes").route, create);
  EXPECT_EQ(router.match("GET", "/volumes/count/").route, count);
}

TEST_F(RouterTest, a_literal_segment_beats_a_parameter) {
  EXPECT_EQ(router.match("GET", "/volumes/count").route, count);
  EXPECT_EQ(router.match("GET", "/volumes/counter").route, any);
}

TEST_F(RouterTest, parameters_are_named_and_decoded) {
  const auto match = router.match("DELETE", "/firewalls/a%2Fb/rules/7?force=true");
  ASSERT_EQ(match.kind, Kind::found);
  EXPECT_EQ(match.route, rule);
  EXPECT_EQ(match.params, (NamedValues{{"id", "a/b"}, {"rule_id", "7"}}));
}

TEST_F(RouterTest, a_known_path_with_another_method_is_not_an_unknown_path) {
  const auto match = router.match("DELETE", "/volumes/");
  EXPECT_EQ(match.kind, Kind::method_not_allowed);
  EXPECT_EQ(match.allowed, (std::vector<std::string>{"GET", "POST"}));
}

TEST_F(RouterTest, paths_that_fit_no_pattern_are_unknown) {
  for (const char* target : {"/volume", "/volumes/1/2", "/volumes//", "/firewalls//rules/1",
                             "/volumes/%zz", "/a/b/c/d/e/f/g/h", "//"}) {
    SCOPED_TRACE(target);
    EXPECT_EQ(router.match("GET", target).kind, Kind::no_such_path);
  }
}

TEST_F(RouterTest, the_root_is_a_path_like_others) {
  EXPECT_EQ(router.match("GET", "/").route, root);
  EXPECT_EQ(router.match("GET", "/?a=b").route, root);
}

TEST(ParseQuery, decodes_names_and_values_in_order) {
  EXPECT_EQ(parse_query("/x?b=1+2&a=%C3%BC&&c&d=&e=x=y#f=1"),
            (NamedValues{{"b", "1 2"}, {"a", "ü"}, {"c", ""}, {"d", ""}, {"e", "x=y"}}));
}

TEST(ParseQuery, keeps_a_malformed_escape_as_written) {
  EXPECT_EQ(parse_query("/x?a=100%"), (NamedValues{{"a", "100%"}}));
}

TEST(ParseQuery, is_empty_without_a_query) {
  EXPECT_TRUE(parse_query("/x").empty());
  EXPECT_TRUE(parse_query("/x?").empty());
}

TEST(FindValue, takes_the_first_of_a_name) {
  const NamedValues values = {{"a", "1"}, {"a", "2"}};
  ASSERT_NE(find_value(values, "a"), nullptr);
  EXPECT_EQ(*find_value(values, "a"), "1");
  EXPECT_EQ(find_value(values, "b"), nullptr);
}

}  // namespace
}  // namespace muster::net
