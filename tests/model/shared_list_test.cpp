#include "model/shared_list.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

using Numbers = SharedList<int>;

TEST(SharedList, shares_its_items_with_its_copies) {
  const Numbers list = {1, 2, 3};
  const Numbers copy = list;
  EXPECT_EQ(&copy.front(), &list.front());
}

TEST(SharedList, leaves_its_copies_alone_when_it_is_edited) {
  const Numbers before = {1, 2, 3};
  Numbers list = before;
  list.front() = 7;
  list.push_back(4);
  EXPECT_EQ(before.read(), (std::vector{1, 2, 3}));
  EXPECT_EQ(list.read(), (std::vector{7, 2, 3, 4}));
}

TEST(SharedList, does_not_copy_what_nobody_shares) {
  Numbers list = {1, 2, 3};
  const int* first = &std::as_const(list).front();
  list.front() = 7;
  EXPECT_EQ(&std::as_const(list).front(), first);
}

TEST(SharedList, is_the_same_as_one_with_the_same_items) {
  EXPECT_EQ(Numbers({1, 2}), Numbers({1, 2}));
  EXPECT_NE(Numbers({1, 2}), Numbers({1, 3}));
  EXPECT_EQ(Numbers(), Numbers(std::vector<int>()));
}

}  // namespace
}  // namespace muster
