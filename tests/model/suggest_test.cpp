#include "model/suggest.hpp"

#include <array>

#include <gtest/gtest.h>

namespace muster {
namespace {

constexpr std::array<std::string_view, 4> known = {"region", "firewalls", "volumes", "publicIp"};

TEST(Suggest, finds_the_word_a_typing_mistake_away) {
  EXPECT_EQ(nearest("regoin", known), "region");
  EXPECT_EQ(nearest("firewall", known), "firewalls");
  EXPECT_EQ(nearest("publicip", known), "publicIp");
}

TEST(Suggest, is_silent_when_nothing_is_near) {
  EXPECT_FALSE(nearest("banana", known));
  EXPECT_FALSE(nearest("", known));
  EXPECT_FALSE(nearest(std::string(10'000, 'r'), known));
}

}  // namespace
}  // namespace muster
