#include "controller/execute/look.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

/// Two lists as they were sent.
LiveState sent() {
  LiveState live{.observed = {Kind::volume, Kind::ssh_key}};
  live.volumes = {{.id = {"V"}, .name = "v"}};
  live.prints = {{Kind::volume, {"one"}}, {Kind::ssh_key, {"two"}}};
  return live;
}

LiveState one_volume(const char* id) {
  LiveState live{.observed = {Kind::volume}};
  live.volumes = {{.id = {id}, .name = "w"}};
  return live;
}

// What another call has a say in is not what the pages of the list will tell again.

TEST(AddThings, leaves_no_digest_of_the_list_that_it_adds_to) {
  auto live = sent();
  add_things(live, one_volume("A"));
  EXPECT_EQ(live.volumes.size(), 2U);
  EXPECT_FALSE(live.prints.contains(Kind::volume));
  EXPECT_TRUE(live.prints.contains(Kind::ssh_key));
}

TEST(AddThings, leaves_alone_who_shares_the_list) {
  const auto before = sent();
  auto live = before;
  add_things(live, one_volume("A"));
  EXPECT_EQ(before.volumes.size(), 1U);
}

TEST(ReplaceLists, leaves_no_digest_of_the_list_that_it_replaces) {
  auto live = sent();
  replace_lists(live, one_volume("A"));
  EXPECT_EQ(live.volumes.front().id.text, "A");
  EXPECT_FALSE(live.prints.contains(Kind::volume));
  EXPECT_TRUE(live.prints.contains(Kind::ssh_key));
}

}  // namespace
}  // namespace muster
