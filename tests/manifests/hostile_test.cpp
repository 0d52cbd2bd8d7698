// Input that is made to hurt: it must cost little and end in a clear error.

#include "manifests/limits.hpp"
#include "manifests/yaml_parser.hpp"
#include "tests/manifests/support.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

std::string repeated(const std::string& part, std::size_t count) {
  std::string text;
  text.reserve(part.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

std::string first_message(const std::string& text) {
  const auto diagnostics = parse_yaml(SourceText("a.yaml", text)).diagnostics;
  return diagnostics.empty() ? "" : diagnostics.front().message;
}

TEST(HostileYaml, refuses_a_file_of_100_megabytes_without_parsing_it) {
  const std::string text = repeated("- aaaaaaa\n", 10'000'000);
  EXPECT_EQ(first_message(text),
            "the file has 100000000 bytes; a manifest may have at most 16777216");
}

TEST(HostileYaml, refuses_deep_nesting_of_every_form) {
  std::string stairs;
  for (std::size_t i = 0; i < 1000; ++i) stairs += std::string(i, ' ') + "a:\n";
  for (const auto& text :
       {repeated("[", 1'000'000), repeated("{", 100'000), repeated("- ", 1'000'000),
        repeated("? ", 100'000), repeated("{a: ", 100'000), repeated("[{a: ", 100'000), stairs})
    EXPECT_EQ(first_message(text), "more than 64 levels of nesting") << text.substr(0, 20);
}

TEST(HostileYaml, accepts_nesting_up_to_the_limit) {
  const auto text = repeated("[", limits::nesting_max) + repeated("]", limits::nesting_max);
  EXPECT_EQ(first_message(text), "");
  EXPECT_EQ(first_message("[" + text + "]"), "more than 64 levels of nesting");
}

TEST(HostileYaml, refuses_alias_bombs) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string one = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + one;
    for (int k = 0; k < 9; ++k) text += ", " + one;
    text += "]\n";
  }
  EXPECT_EQ(first_message(text), "the file has more than 1000000 values, aliases expanded");
}

TEST(HostileYaml, refuses_aliases_of_large_texts) {
  const auto text =
      "a: &x \"" + repeated("x", 1'000'000) + "\"\nb: [" + repeated("*x, ", 1000) + "1]";
  EXPECT_EQ(first_message(text), "anchors and aliases stand for more than 16777216 bytes of text");
}

TEST(HostileYaml, refuses_anchors_that_multiply_by_nesting) {
  const auto text = repeated("&a [", 60) + repeated("x, ", 100'000) + "x" + repeated("]", 60);
  EXPECT_EQ(first_message(text), "the file has more than 1000000 values, aliases expanded");
}

TEST(HostileYaml, refuses_too_many_values) {
  EXPECT_EQ(first_message("[" + repeated("a,", 1'100'000) + "]"),
            "the file has more than 1000000 values, aliases expanded");
}

TEST(HostileYaml, stops_collecting_problems_at_some_point) {
  const auto loaded =
      load_text("apiVersion: muster/v1\nkind: Budget\nmetadata: {name: b}\nspec:\n" + [] {
        std::string keys;
        for (int i = 0; i < 50'000; ++i) keys += "  key" + std::to_string(i) + ": 1\n";
        return keys;
      }());
  EXPECT_EQ(loaded.diagnostics.size(), limits::diagnostics_max + 1);
  EXPECT_EQ(loaded.diagnostics.back().message, "there may be more problems than these 1000");
}

TEST(HostileYaml, refuses_replicas_beyond_all_measure) {
  std::string text;
  for (int i = 0; i < 101; ++i) text += machine("m" + std::to_string(i), "replicas: 1000");
  const auto loaded = load_text(text);
  EXPECT_LE(loaded.desired.resources.size(), limits::resources_max);
  EXPECT_NE(rendered(loaded.diagnostics).find("more than 100000 resources"), std::string::npos);
}

TEST(HostileYaml, long_lines_and_secrets_are_not_quoted) {
  const auto long_line = load_text(manifest("Budget", "b", "{nope: " + repeated("x", 300) + "}"));
  EXPECT_EQ(long_line.diagnostics.at(0).source_line, "");
  const auto secret = load_text(
      manifest("StartupScript", "s", "{content: \"" + repeated("s3cret ", 10'000) + "\"}"));
  EXPECT_NE(rendered(secret.diagnostics).find("`content` has 70000 bytes"), std::string::npos);
  EXPECT_EQ(rendered(secret.diagnostics).find("s3cret"), std::string::npos);
  const auto misplaced = load_text(machine("vm", "userData: s3cret", "advanced"));
  ASSERT_EQ(misplaced.diagnostics.size(), 1U);
  EXPECT_EQ(rendered(misplaced.diagnostics).find("s3cret"), std::string::npos);
}

TEST(HostileYaml, names_with_control_characters_are_shown_escaped) {
  const auto loaded = load_text(manifest("Budget", "\"a\\x1b[31m\"", "{}"));
  EXPECT_NE(rendered(loaded.diagnostics).find("`a\\x1B[31m` is not a name"), std::string::npos);
}

/// Random damage to a valid project: any outcome but a crash or a hang will do.
TEST(HostileYaml, survives_random_damage) {
  const std::string valid =
      machine("vm", "replicas: 2, lifecycle: {ignore: [/spec/publicIp]}") +
      manifest("Firewall", "fw",
               "{region: R, rules: [{direction: ingress, protocol: tcp, ports: "
               "22, cidr: 10.0.0.0/8}]}") +
      "---\nanchor: &a [1, \"two\", {three: ${var.x}}]\nalias: *a\n" +
      manifest("StartupScript", "s", "\n  content: |\n    #!/bin/sh\n    true");
  using namespace std::string_view_literals;
  constexpr auto interesting = "[]{}:,-?&*!|>'\"%@`#\n\t \r\\$~<\0\xFF\xC3"sv;
  for (std::uint32_t seed = 1; seed <= 4000; ++seed) {
    std::mt19937 random(seed);
    std::string text = valid;
    for (std::uint32_t change = 0; change <= random() % 6; ++change) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          text[at] = interesting[random() % interesting.size()];
          break;
        case 2:
          text.erase(at, random() % 20);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 40));
      }
      if (text.empty()) text = " ";
    }
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto loaded = load_text(text);
    for (const auto& d : loaded.diagnostics) ASSERT_FALSE(d.message.empty());
  }
}

}  // namespace
}  // namespace muster
