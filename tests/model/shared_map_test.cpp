#include "model/shared_map.hpp"

#include <string>

#include <gtest/gtest.h>

namespace muster {
namespace {

using Ages = SharedMap<std::string, int>;

Ages ages() {
  Ages map;
  map.edit() = {{"alice", 30}, {"bob", 40}};
  return map;
}

TEST(SharedMap, shares_its_entries_with_its_copies) {
  const Ages map = ages();
  const Ages copy = map;
  EXPECT_EQ(&copy.at("bob"), &map.at("bob"));
  EXPECT_EQ(copy, map);
}

TEST(SharedMap, leaves_its_copies_alone_when_it_is_edited) {
  const Ages before = ages();
  Ages map = before;
  map.edit().at("bob") = 41;
  map.edit().erase("alice");
  EXPECT_EQ(before, ages());
  EXPECT_EQ(map.size(), 1U);
  EXPECT_EQ(map.at("bob"), 41);
}

TEST(SharedMap, does_not_copy_what_nobody_shares) {
  Ages map = ages();
  const int* bob = &map.at("bob");
  map.edit().at("bob") = 41;
  EXPECT_EQ(&map.at("bob"), bob);
}

TEST(SharedMap, is_empty_before_something_is_in_it) {
  EXPECT_TRUE(Ages().empty());
  EXPECT_FALSE(Ages().contains("alice"));
  EXPECT_NE(Ages(), ages());
}

}  // namespace
}  // namespace muster
