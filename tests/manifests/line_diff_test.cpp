#include "manifests/line_diff.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(LineDiff, shows_changes_with_three_lines_around_them) {
  EXPECT_EQ(line_diff("a.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a.yaml\n+++ a.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(LineDiff, shows_changes_far_from_each_other_apart) {
  EXPECT_EQ(line_diff("a", "x\n1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n5\n6\n7\ny\n"),
            "--- a\n+++ a\n@@ -1,4 +1,3 @@\n-x\n 1\n 2\n 3\n@@ -6,3 +5,4 @@\n 5\n 6\n 7\n+y\n");
}

TEST(LineDiff, finds_the_lines_that_stay_between_changes) {
  EXPECT_EQ(line_diff("a", "a\nb\nc\n", "b\nx\nc\nd\n"),
            "--- a\n+++ a\n@@ -1,3 +1,4 @@\n-a\n b\n+x\n c\n+d\n");
}

TEST(LineDiff, of_texts_that_are_the_same_or_empty) {
  EXPECT_EQ(line_diff("a", "1\n", "1\n"), "");
  EXPECT_EQ(line_diff("a", "", "1\n"), "--- a\n+++ a\n@@ -0,0 +1,1 @@\n+1\n");
  EXPECT_EQ(line_diff("a", "1\n", ""), "--- a\n+++ a\n@@ -1,1 +0,0 @@\n-1\n");
}

TEST(LineDiff, says_when_the_last_line_has_no_end) {
  EXPECT_EQ(line_diff("a", "1", "1\n"),
            "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-1\n\\ No newline at end of file\n+1\n");
}

TEST(LineDiff, of_large_texts_stays_affordable) {
  std::string before;
  std::string after;
  for (int i = 0; i < 50'000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  EXPECT_EQ(line_diff("a", before, after).size(), before.size() + after.size() + 100'000 + 36);
}

}  // namespace
}  // namespace muster
