#pragma once

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster::api::test {

/// A body as the published documentation prints it, values included where it has them.
inline nlohmann::json documented(const std::string& name) {
  const auto file = MUSTER_SOURCE_DIR "/tests/api/data/documented/" + name + ".json";
  std::ifstream in(file);
  EXPECT_TRUE(in) << file;
  return nlohmann::json::parse(in);
}

}  // namespace muster::api::test
