#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace muster {

/// Holds the text against a file of the repository (path relative to its root). MUSTER_ACCEPT=1
/// writes the file instead and skips the test, so that an accepting run never looks green.
inline void expect_golden(const std::string& path, const std::string& text) {
  const std::string file = std::string(MUSTER_SOURCE_DIR) + "/" + path;
  if (std::getenv("MUSTER_ACCEPT") != nullptr) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    ASSERT_TRUE(out.flush()) << "cannot write " << file;
    GTEST_SKIP() << "accepted " << path;
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream expected;
  expected << in.rdbuf();
  EXPECT_EQ(text, expected.str()) << path << " is out of date: MUSTER_ACCEPT=1 ctest rewrites it";
}

}  // namespace muster
