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

/// The members of an object that are named after data, not by the documentation: regions, models.
inline bool is_map(const std::string& path) {
  return path.ends_with(".pricing") || path.ends_with(".pricing.legacy") ||
         path.ends_with(".pricing.advanced");
}

/// That `actual` has exactly the members of the published body, each of its JSON type. Where that
/// says null there may be a text, numbers may have a fraction or not, and rows may be many.
inline void expect_same_shape(const nlohmann::json& published, const nlohmann::json& actual,
                              const std::string& path) {
  if (published.is_null()) {
    EXPECT_TRUE(actual.is_null() || actual.is_string()) << path;
  } else if (published.is_number()) {
    EXPECT_TRUE(actual.is_number()) << path;
  } else {
    ASSERT_EQ(std::string(published.type_name()), actual.type_name()) << path;
  }
  if (published.is_array() && !published.empty())
    for (const auto& row : actual) expect_same_shape(published[0], row, path + "[]");
  if (!published.is_object()) return;
  for (const auto& [name, value] : published.items()) {
    EXPECT_TRUE(actual.contains(name)) << path << " lacks " << name;
    if (actual.contains(name)) expect_same_shape(value, actual[name], path + "." + name);
  }
  for (const auto& [name, value] : actual.items())
    if (!is_map(path)) EXPECT_TRUE(published.contains(name)) << path << " has also " << name;
}

}  // namespace muster::api::test
