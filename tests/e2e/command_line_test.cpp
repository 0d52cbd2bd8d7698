// What the command line says and how it exits, without an account where none is needed.

#include "tests/e2e/support/world.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace muster::e2e {
namespace {

class CommandLine : public EndToEnd {};

const std::vector<std::vector<std::string>> verbs = {{"init"},
                                                     {"validate"},
                                                     {"fmt"},
                                                     {"graph"},
                                                     {"schema"},
                                                     {"plan"},
                                                     {"show"},
                                                     {"apply"},
                                                     {"destroy"},
                                                     {"diff"},
                                                     {"get"},
                                                     {"describe"},
                                                     {"balance"},
                                                     {"pricing"},
                                                     {"stock"},
                                                     {"waste"},
                                                     {"billing", "vms"},
                                                     {"billing", "volumes"},
                                                     {"billing", "snapshots"},
                                                     {"vm", "start"},
                                                     {"vm", "stop"},
                                                     {"vm", "reboot"},
                                                     {"vm", "hibernate"},
                                                     {"vm", "restore"},
                                                     {"vm", "delete"},
                                                     {"volume", "clone"},
                                                     {"schedule", "next"},
                                                     {"simulate"},
                                                     {"snapshot", "run"},
                                                     {"snapshot", "create"},
                                                     {"snapshot", "restore"},
                                                     {"snapshot", "delete"},
                                                     {"image", "create"},
                                                     {"image", "delete"},
                                                     {"script", "delete"},
                                                     {"import"},
                                                     {"ai", "chat"},
                                                     {"ai", "models"},
                                                     {"ai", "usage"},
                                                     {"api"},
                                                     {"history"},
                                                     {"why"},
                                                     {"ledger", "verify"},
                                                     {"ledger", "export"},
                                                     {"ledger", "set-endpoint"},
                                                     {"lock", "status"},
                                                     {"lock", "break"},
                                                     {"doctor"},
                                                     {"sandbox"},
                                                     {"completion"},
                                                     {"version"}};

/// "--all", "--auto-approve", ...
std::set<std::string> flags_in(const std::string& help) {
  static const std::regex flag("--[a-z][a-z-]*");
  return {std::sregex_token_iterator(help.begin(), help.end(), flag), {}};
}

/// The last column of docs/api-coverage.md: which commands lead to which call.
std::set<std::string> commands_of_the_api() {
  std::set<std::string> commands;
  std::ifstream in(MUSTER_SOURCE_DIR "/docs/api-coverage.md");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| `") || !line.ends_with(" |")) continue;
    line.resize(line.size() - 2);
    std::stringstream cell(line.substr(line.rfind("| ") + 2));
    for (std::string command; std::getline(cell, command, ',');)
      commands.insert(command.substr(command.find_first_not_of(' ')));
  }
  return commands;
}

TEST_F(CommandLine, has_each_command_that_is_said_to_reach_the_api) {
  start_sandbox();
  const auto commands = commands_of_the_api();
  EXPECT_GT(commands.size(), 30U);
  for (const auto& command : commands) {
    std::stringstream text(command);
    std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
    if (words[0] == "get") EXPECT_EQ(muster(words).exit, 0) << command;
    if (words[0] == "get" || words[0] == "describe") words.resize(1);
    EXPECT_NE(std::ranges::find(verbs, words), verbs.end()) << command;
  }
}

TEST_F(CommandLine, help_of_every_verb_has_an_example) {
  for (auto verb : verbs) {
    verb.emplace_back("--help");
    const auto help = muster(verb);
    EXPECT_EQ(help.exit, 0);
    EXPECT_NE(help.out.find("Example"), std::string::npos) << verb.front();
  }
}

TEST_F(CommandLine, every_verb_and_flag_is_in_the_documentation) {
  std::ifstream file(MUSTER_SOURCE_DIR "/docs/cli.md");
  const std::string documented((std::istreambuf_iterator<char>(file)), {});
  for (auto verb : verbs) {
    const auto word = verb.back();
    EXPECT_NE(documented.find(word), std::string::npos) << word;
    verb.emplace_back("--help");
    for (const auto& flag : flags_in(muster(verb).out))
      if (flag != "--help" && flag != "--output")
        EXPECT_NE(documented.find(flag), std::string::npos) << verb.front() << " " << flag;
  }
}

TEST_F(CommandLine, wrong_usage_exits_64) {
  const std::vector<std::vector<std::string>> wrong = {{},
                                                       {"aply"},
                                                       {"plan", "--colour"},
                                                       {"apply", "--parallelism", "0"},
                                                       {"plan", "-o", "xml"},
                                                       {"plan", "--var", "novalue"},
                                                       {"sandbox", "--fault", "gremlins=1"},
                                                       {"sandbox", "--latency", "fast"}};
  for (const auto& arguments : wrong) {
    const auto run = muster(arguments);
    EXPECT_EQ(run.exit, 64) << run.out << run.err;
    EXPECT_FALSE(run.err.empty());
  }
}

TEST_F(CommandLine, a_misspelt_verb_is_suggested) {
  EXPECT_NE(muster({"aply"}).err.find("did you mean apply?"), std::string::npos);
  EXPECT_NE(muster({"vm", "stat"}).err.find("did you mean start?"), std::string::npos);
}

TEST_F(CommandLine, half_a_verb_is_told_the_other_halves) {
  EXPECT_EQ(muster({"image"}).err,
            "muster: error: image wants one of create, delete\nTry: muster image --help\n");
  EXPECT_EQ(muster({}).err, "muster: error: say what to do: name a verb\nTry: muster --help\n");
  EXPECT_EQ(muster({"get"}).err, "muster: error: KIND is required\nTry: muster get --help\n");
  EXPECT_NE(muster({"get", "clouds"}).err.find("gpu-specs"), std::string::npos);
}

TEST_F(CommandLine, apply_without_a_terminal_asks_for_auto_approve) {
  start_sandbox();
  write("volume.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: v}\n"
        "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  const auto run = muster({"apply"});
  EXPECT_EQ(run.exit, 64);
  EXPECT_NE(run.err.find("--auto-approve"), std::string::npos) << run.err;
  EXPECT_TRUE(rows("volumes").empty());
}

TEST_F(CommandLine, validate_needs_neither_key_nor_network) {
  environment.erase("MUSTER_API_KEY");
  environment.erase("MUSTER_ENDPOINT");
  const auto run = muster({"validate"});
  EXPECT_EQ(run.exit, 0) << run.err;
}

TEST_F(CommandLine, a_manifest_that_cannot_be_read_is_an_error_and_not_left_out) {
  std::filesystem::create_symlink("nowhere", folder / "broken.yaml");
  const auto broken = muster({"validate"});
  EXPECT_EQ(broken.exit, 1) << broken.out;
  EXPECT_NE(broken.err.find("broken.yaml is a symbolic link"), std::string::npos) << broken.err;
  remove("broken.yaml");
  std::filesystem::create_symlink("other.yaml", folder / "one.yaml");
  std::filesystem::create_symlink("one.yaml", folder / "other.yaml");
  const auto loop = muster({"validate"});
  EXPECT_EQ(loop.exit, 1) << loop.err;
}

TEST_F(CommandLine, a_password_in_the_endpoint_is_not_repeated) {
  environment["MUSTER_ENDPOINT"] = "http://user:hunter2@127.0.0.1/api";
  const auto plan = muster({"plan"});
  EXPECT_EQ(plan.exit, 64);
  EXPECT_EQ((plan.out + plan.err).find("hunter2"), std::string::npos) << plan.err;
  EXPECT_NE(plan.err.find("password"), std::string::npos) << plan.err;
}

TEST_F(CommandLine, output_that_cannot_be_written_is_an_error) {
  const auto command = std::string(MUSTER_BINARY) + " schema > /dev/full";
  const auto full = Process({"/bin/sh", "-c", command}, folder, environment).wait();
  EXPECT_EQ(full.exit, 1);
  EXPECT_NE(full.err.find("standard output"), std::string::npos) << full.err;
}

TEST_F(CommandLine, plan_json_has_the_terraform_shape) {
  start_sandbox();
  write("volume.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: v}\n"
        "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  const auto run = muster({"plan", "-o", "json"});
  ASSERT_EQ(run.exit, 0) << run.err;
  const auto plan = nlohmann::json::parse(run.out);
  EXPECT_TRUE(plan["format_version"].is_string());
  EXPECT_EQ(plan["resource_changes"][0]["change"]["actions"], nlohmann::json::array({"create"}));
  EXPECT_TRUE(plan["plan_hash"].is_string());
  auto again = nlohmann::ordered_json::parse(muster({"plan", "-o", "json"}).out);
  auto first = nlohmann::ordered_json::parse(run.out);
  for (auto* each : {&again, &first}) (*each)["runway"].erase("until");  // it moves with the clock
  EXPECT_EQ(again.dump(), first.dump()) << "the same inputs give the same bytes";
}

TEST_F(CommandLine, environments_choose_the_values_of_variables) {
  write("muster.yaml", R"(
apiVersion: muster/v1
kind: Project
metadata: {name: test}
spec:
  variables: {size: {type: string, default: 100GB}}
  environments:
    production: {variables: {size: 5TB}}
)");
  write("volume.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: v}\n"
        "spec: {tier: legacy, region: CANADA-1, type: SSD, size: \"${var.size}\"}\n");
  start_sandbox();
  EXPECT_NE(muster({"plan"}).out.find("100GB"), std::string::npos);
  EXPECT_NE(muster({"plan", "-e", "production"}).out.find("5TB"), std::string::npos);
  EXPECT_NE(muster({"plan", "--var", "size=7TB"}).out.find("7TB"), std::string::npos);
  EXPECT_EQ(muster({"plan", "-e", "prodution"}).exit, 65);
}

TEST_F(CommandLine, a_contract_file_corrects_a_wrong_guess) {
  start_sandbox();
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\n"
        "spec: {api: {contract: contract.yaml}}\n");
  write("volume.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: v}\n"
        "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  write("contract.yaml", "authHeader: X-API-Key\nauthPrefix: \"\"\n");
  EXPECT_EQ(muster({"plan"}).exit, 0);
  write("contract.yaml", "routes: {list-volumes: {path: /no-such-place/}}\n");
  EXPECT_EQ(muster({"plan"}).exit, 1);
  write("contract.yaml", "routes: {list-volume: {path: /volumes/}}\n");
  const auto typo = muster({"plan"});
  EXPECT_NE(typo.exit, 0);
  EXPECT_NE(typo.err.find("list-volumes"), std::string::npos) << typo.err;
}

}  // namespace
}  // namespace muster::e2e
