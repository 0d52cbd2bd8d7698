#include "model/schema.hpp"
#include "model/to_value.hpp"

#include <set>

#include <gtest/gtest.h>

namespace muster {
namespace {

void every_field_is_documented(const ObjectSchema& schema, std::string_view owner) {
  std::set<std::string_view> names;
  for (const auto& field : schema.fields) {
    EXPECT_TRUE(names.insert(field.info.name).second) << owner << " repeats " << field.info.name;
    EXPECT_TRUE(field.info.doc.ends_with('.')) << owner << "." << field.info.name;
    if (field.type.object != nullptr)
      every_field_is_documented(*field.type.object, field.info.name);
  }
}

TEST(Tables, say_something_of_every_field) {
  for (const auto& [kind, name] : enum_names<Kind>)
    every_field_is_documented(spec_schema(kind), name);
  every_field_is_documented(managed_schema(), "managed");
}

TEST(Tables, a_spec_leaves_out_what_the_user_left_out) {
  const VolumeSpec spec{
      .tier = Tier::legacy, .region = "NORWAY-1", .type = VolumeType::ssd, .size = {500}};
  EXPECT_EQ(to_json(spec_to_value(spec, {})),
            R"({"tier":"legacy","region":"NORWAY-1","type":"SSD","size":"500GB"})");
}

TEST(Tables, secrets_become_keyed_digests) {
  const StartupScriptSpec spec{.content = {.text = "export TOKEN=hunter2"}};
  const auto one = to_json(spec_to_value(spec, {"key one"}));
  const auto two = to_json(spec_to_value(spec, {"key two"}));
  EXPECT_EQ(one.find("hunter2"), std::string::npos);
  EXPECT_NE(one, two);
}

TEST(Tables, what_comes_from_the_environment_is_secret) {
  const SshKeySpec spec{
      .public_key = {.text = "ssh-ed25519 AAAA", .origin = SourcedText::Origin::environment}};
  EXPECT_EQ(to_json(spec_to_value(spec, {"k"})).find("AAAA"), std::string::npos);
}

}  // namespace
}  // namespace muster
