#include "tests/manifests/support.hpp"

#include <string>

#include <gtest/gtest.h>

namespace muster {
namespace {

const std::string project = manifest("Project", "p", R"(
  variables:
    region: {default: CANADA-1}
    country: {default: NORWAY}
    gpus: {type: number, default: 2}
    public: {type: boolean, default: true}
    unset: {}
  environments:
    prod: {variables: {region: US-1, gpus: 8, public: false, unset: now}}
    test: {variables: {}})");

std::string vm(const std::string& region, const std::string& count = "1",
               const std::string& more = "publicIp: true") {
  return manifest("VirtualMachine", "vm",
                  "\n  tier: legacy\n  region: " + region +
                      "\n  gpu: {model: H100, count: " + count +
                      "}\n  boot: {osImage: U}\n  sshKeys: [{existing: "
                      "bob}]\n  " +
                      more);
}

const VirtualMachineSpec& machine_of(const Loaded& loaded) {
  return spec_of<VirtualMachineSpec>(loaded, Kind::virtual_machine, "vm");
}

TEST(Variables, take_their_type_where_they_are_the_whole_value) {
  const auto loaded =
      load_text(project + vm("${var.region}", "\"${var.gpus}\"", "publicIp: ${var.public}"));
  EXPECT_EQ(rendered(loaded.diagnostics), "");
  EXPECT_EQ(machine_of(loaded).region, "CANADA-1");
  EXPECT_EQ(machine_of(loaded).gpu.count, 2);
  EXPECT_EQ(machine_of(loaded).public_ip, true);
}

TEST(Variables, are_text_within_a_text) {
  const auto loaded = load_text(project + vm("${var.country}-${var.gpus}x"));
  EXPECT_EQ(machine_of(loaded).region, "NORWAY-2x");
}

TEST(Variables, never_turn_a_text_into_a_number) {
  const auto loaded = load_text(project + vm("R", "\"1${var.gpus}\""));
  EXPECT_NE(rendered(loaded.diagnostics).find("expected a whole number, found a text"),
            std::string::npos);
}

TEST(Variables, that_are_empty_make_no_text_a_number) {
  auto options = test_options();
  options.variables = {{"region", ""}};
  const auto loaded = load_text(project + vm("R", "\"${var.region}${var.gpus}\""), options);
  EXPECT_NE(rendered(loaded.diagnostics).find("expected a whole number, found a text"),
            std::string::npos);
}

TEST(Variables, can_be_written_without_being_filled_in) {
  const auto loaded =
      load_text(project + vm("R", "1", "userData: \"$${var.region} ${HOME} $$ ${var.region}\""));
  EXPECT_EQ(rendered(loaded.diagnostics), "");
  EXPECT_EQ(machine_of(loaded).user_data->text, "${var.region} ${HOME} $$ CANADA-1");
}

TEST(Variables, come_from_the_command_line_before_the_environment_before_the_default) {
  auto options = test_options();
  const std::string text = project + vm("${var.region}", "\"${var.gpus}\"");
  options.environment = "prod";
  EXPECT_EQ(machine_of(load_text(text, options)).region, "US-1");
  EXPECT_EQ(machine_of(load_text(text, options)).gpu.count, 8);
  options.variables = {{"gpus", "4"}};
  EXPECT_EQ(machine_of(load_text(text, options)).region, "US-1");
  EXPECT_EQ(machine_of(load_text(text, options)).gpu.count, 4);
  options.environment = "test";
  EXPECT_EQ(machine_of(load_text(text, options)).region, "CANADA-1");
}

TEST(Variables, are_not_filled_in_twice) {
  auto options = test_options();
  options.variables = {{"region", "${var.country}"}};
  EXPECT_EQ(machine_of(load_text(project + vm("${var.region}"), options)).region, "${var.country}");
}

TEST(Variables, report_what_is_wrong_with_them) {
  struct Case {
    const char* reason;
    std::string text;
    LoadOptions options;
    const char* expected;
  };
  auto with = [](std::optional<std::string> environment,
                 std::map<std::string, std::string> values) {
    auto options = test_options();
    options.environment = std::move(environment);
    options.variables = std::move(values);
    return options;
  };
  const Case cases[] = {
      {"misspelled", project + vm("${var.regin}"), test_options(),
       "error: unknown variable `regin`\n  21 |   region: ${var.regin}\n     |           "
       "^~~~~~~~~~~~\n  help: did you mean `region`?"},
      {"unset", project + vm("${var.unset}"), test_options(),
       "error: variable `unset` has no value"},
      {"open", project + vm("${var.region"), test_options(), "`${var.` is never closed"},
      {"unknown on the command line", project, with({}, {{"regoin", "x"}}),
       "error: unknown variable `regoin` given with --var\n  help: did you mean `region`?"},
      {"wrong type on the command line", project, with({}, {{"gpus", "two"}}),
       "error: variable `gpus` given with --var must be a number, found `two`"},
      {"environment misspelled", project, with("prd", {}),
       "error: unknown environment `prd`\n  help: did you mean `prod`?"},
      {"no environments", "", with("prod", {}), "help: the Project declares no environments"},
      {"no project", vm("${var.region}"), test_options(),
       "help: declare it under `variables` of the Project"},
      {"wrong type of default",
       manifest("Project", "p", "{variables: {a: {type: boolean, default: yes}}}"), test_options(),
       "a.yaml:5:48: error: variable `a` must be a boolean, found `yes`"},
      {"environment that is not chosen",
       manifest("Project", "p", "{environments: {e: {variables: {a: b}}}}"), test_options(),
       "a.yaml:5:42: error: unknown variable `a`"},
      {"impossible name", manifest("Project", "p", "{variables: {\"a}\": {}}}"), test_options(),
       "`a}` cannot be the name of a variable"},
  };
  for (const auto& one : cases) {
    const auto shown = rendered(load_text(one.text, one.options).diagnostics);
    EXPECT_NE(shown.find(one.expected), std::string::npos) << one.reason << ":\n" << shown;
  }
}

TEST(Variables, that_fail_are_reported_once) {
  const auto loaded = load_text(project + vm("R", "\"${var.nope}\""));
  EXPECT_EQ(loaded.diagnostics.size(), 1U) << rendered(loaded.diagnostics);
}

}  // namespace
}  // namespace muster
