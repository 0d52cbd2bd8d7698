#include "manifests/json_schema.hpp"

#include "model/key.hpp"
#include "model/schema.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster {
namespace {

using Json = nlohmann::json;

TEST(JsonSchema, declares_its_draft_and_every_kind) {
  const Json schema = Json::parse(json_schema());
  EXPECT_EQ(schema.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  const auto& kinds = schema.at("properties").at("kind").at("enum");
  ASSERT_EQ(kinds.size(), enum_names<Kind>.size());
  for (const auto& [kind, name] : enum_names<Kind>) {
    const auto index = static_cast<std::size_t>(kind);
    EXPECT_EQ(kinds.at(index), name);
    const auto& rule = schema.at("allOf").at(index);
    EXPECT_EQ(rule.at("if").at("properties").at("kind").at("const"), name);
    EXPECT_EQ(rule.at("then").at("properties").at("spec").at("$ref"),
              "#/$defs/" + std::string(name));
  }
}

TEST(JsonSchema, has_every_field_and_no_others) {
  const Json schema = Json::parse(json_schema());
  for (const auto& [kind, name] : enum_names<Kind>) {
    const auto& object = schema.at("$defs").at(std::string(name));
    EXPECT_EQ(object.at("additionalProperties"), false) << name;
    for (const auto& field : spec_schema(kind).fields) {
      const auto& property = object.at("properties").at(std::string(field.info.name));
      const auto text = property.at("description").get<std::string>();
      EXPECT_TRUE(text.starts_with(field.info.doc)) << name << "." << field.info.name;
    }
    EXPECT_EQ(object.at("properties").contains("lifecycle"), is_managed(kind)) << name;
  }
}

TEST(JsonSchema, says_what_the_tables_say) {
  const Json schema = Json::parse(json_schema());
  const auto& machine = schema.at("$defs").at("VirtualMachine");
  EXPECT_EQ(machine.at("required"), Json({"tier", "region", "gpu", "boot", "sshKeys"}));
  const auto& boot = machine.at("properties").at("boot");
  EXPECT_EQ(boot.at("minProperties"), 1);
  EXPECT_EQ(boot.at("maxProperties"), 1);
  const auto& keys = machine.at("properties").at("sshKeys");
  EXPECT_EQ(keys.at("minItems"), 1);
  EXPECT_EQ(keys.at("uniqueItems"), true);
  const auto& gpu = machine.at("properties").at("gpu").at("anyOf");
  const auto& count = gpu.at(0).at("properties").at("count");
  EXPECT_EQ(gpu.at(1).at("items"), gpu.at(0));
  EXPECT_EQ(count.at("anyOf").at(0).at("maximum"), 16);
  EXPECT_EQ(count.at("anyOf").at(1).at("$ref"), "#/$defs/variable");
  const auto& user_data = machine.at("properties").at("userData").at("anyOf");
  EXPECT_TRUE(user_data.at(1).at("properties").contains("file"));
  EXPECT_TRUE(user_data.at(2).at("properties").contains("env"));
}

}  // namespace
}  // namespace muster
