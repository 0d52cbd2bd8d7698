#include "tests/scenarios/stage.hpp"

#include "controller/source/project_folder.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace muster::scenarios {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::invalid_argument(result.error().text());
  return *std::move(result);
}

std::pair<std::string, std::string> assignment(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) throw std::invalid_argument(text + " is not NAME=VALUE");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void read_option(const std::string& line, StageOptions& options) {
  std::istringstream in(line);
  std::string word;
  std::string value;
  in >> word >> value;
  if (word == "adopt") {
    options.adopt = true;
  } else if (word == "destroy") {
    options.destroy = true;
  } else if (word == "override") {
    options.override_budget = line.substr(line.find(value));
  } else if (word == "accept-scarcity") {
    options.accept_scarcity = true;
  } else if (word == "credit") {
    options.credit = std::stoll(value);
  } else if (word == "environment") {
    options.environment = value;
  } else if (word == "var") {
    options.variables.insert(assignment(value));
  } else if (word == "env") {
    options.process_environment.insert(assignment(value));
  } else if (word == "interrupted") {
    options.writes = std::stoul(value);
  } else if (word == "pad") {
    in >> options.padding[value];
  } else if (word == "copies") {
    in >> options.copies[value];
  } else {
    throw std::invalid_argument("unknown option: " + line);
  }
}

std::string numbered(std::string text, std::size_t number) {
  for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at))
    text.replace(at, 1, std::to_string(number));
  return text;
}

void enlarge(ManifestFile& file, const StageOptions& options) {
  if (const auto padding = options.padding.find(file.path); padding != options.padding.end())
    file.text += "#" + std::string(padding->second - 1, ' ');
  const auto copies = options.copies.find(file.path);
  if (copies == options.copies.end()) return;
  const std::string one = std::exchange(file.text, {});
  for (std::size_t i = 0; i < copies->second; ++i) file.text += numbered(one, i);
}

}  // namespace

std::string read_whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

StageOptions read_options(const std::filesystem::path& file) {
  StageOptions options;
  std::istringstream in(read_whole(file));
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) read_option(line, options);
  return options;
}

Loaded load_folder(const std::filesystem::path& folder, const StageOptions& options) {
  LoadOptions load_options{.environment = options.environment, .variables = options.variables};
  if (!std::filesystem::exists(folder)) return load({}, load_options);
  const auto project = must(locate_project(folder));
  ProjectSpec settings;
  if (!project.settings.empty())
    settings = read_project({"muster.yaml", read_whole(project.settings)}).project;
  auto files = must(read_manifests(project, settings.manifests, {}));
  for (auto& file : files) enlarge(file, options);
  load_options.read_file = file_reader(project, settings.allow_outside_files.value_or(false));
  load_options.read_env = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = options.process_environment.find(name);
    return found == options.process_environment.end() ? std::nullopt : std::optional(found->second);
  };
  load_options.known_zone = [](std::string_view name) {
    return std::set<std::string_view>{"UTC", "Europe/Oslo"}.contains(name);
  };
  return load(files, load_options);
}

}  // namespace muster::scenarios
