#include "tests/e2e/support/ci_job.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace muster::e2e {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

void check_out(const JobPlace& place) {
  fs::remove_all(place.workspace);
  fs::copy(place.checkout, place.workspace, fs::copy_options::recursive);
}

/// The text with every ${{ EXPRESSION }} replaced.
std::string filled_in(std::string text, const Values& expressions) {
  for (auto at = text.find("${{ "); at != std::string::npos; at = text.find("${{ ", at)) {
    const auto end = text.find(" }}", at);
    const auto name = text.substr(at + 4, end - at - 4);
    const auto value = expressions.find(name);
    EXPECT_NE(value, expressions.end()) << "no value for " << name;
    const auto with = value == expressions.end() ? std::string() : value->second;
    text.replace(at, end + 3 - at, with);
    at += with.size();
  }
  return text;
}

/// Only `NAME == 'VALUE'` is understood.
bool holds(const std::string& condition, const Values& expressions) {
  const auto sign = condition.find(" == '");
  EXPECT_NE(sign, std::string::npos) << condition;
  return filled_in("${{ " + condition.substr(0, sign) + " }}", expressions) ==
         condition.substr(sign + 5, condition.size() - sign - 6);
}

void merge(Values& into, const YAML::Node& env, const Values& expressions) {
  for (const auto& entry : env)
    into[entry.first.as<std::string>()] = filled_in(entry.second.as<std::string>(), expressions);
}

void read_outputs(const fs::path& file, const std::string& step, Values& expressions) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const auto sign = line.find('=');
    expressions["steps." + step + ".outputs." + line.substr(0, sign)] = line.substr(sign + 1);
  }
}

class GithubJob {
 public:
  GithubJob(JobPlace place, Values expressions)
      : place_(std::move(place)), expressions_(std::move(expressions)) {}

  JobRun run(const YAML::Node& workflow, const std::string& job) {
    merge(place_.environment, workflow["env"], expressions_);
    for (const auto& step : workflow["jobs"][job]["steps"]) {
      if (run_.exit != 0) break;
      if (step["if"] && !holds(step["if"].as<std::string>(), expressions_)) continue;
      if (step["uses"])
        use(step);
      else
        run_shell(step);
    }
    return run_;
  }

 private:
  void use(const YAML::Node& step) {
    const auto action = step["uses"].as<std::string>();
    if (action.starts_with("actions/checkout@")) return check_out(place_);
    ASSERT_TRUE(action.starts_with("actions/upload-artifact@")) << action;
    const auto folder = place_.artifacts / step["with"]["name"].as<std::string>();
    fs::create_directories(folder);
    const fs::path file = step["with"]["path"].as<std::string>();
    fs::copy_file(place_.workspace / file, folder / file, fs::copy_options::overwrite_existing);
  }

  void run_shell(const YAML::Node& step) {
    const fs::path script = place_.workspace / ".step.sh";
    const fs::path outputs = place_.workspace / ".outputs";
    write_file(script, step["run"].as<std::string>());
    write_file(outputs, "");
    auto environment = place_.environment;
    environment["GITHUB_OUTPUT"] = outputs.string();
    environment["GITHUB_STEP_SUMMARY"] = (place_.workspace / ".summary").string();
    merge(environment, step["env"], expressions_);
    const auto done = Process({"/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", script},
                              place_.workspace, environment)
                          .wait();
    run_.exit = done.exit;
    run_.log += done.out + done.err;
    if (step["id"]) read_outputs(outputs, step["id"].as<std::string>(), expressions_);
  }

  JobPlace place_;
  Values expressions_;
  JobRun run_;
};

std::string lines_of(const YAML::Node& script) {
  std::string text;
  for (const auto& item : script) text += item.as<std::string>() + "\n";
  return text;
}

}  // namespace

JobRun run_github_job(const fs::path& workflow, const std::string& job, JobPlace place,
                      Values expressions) {
  return GithubJob(std::move(place), std::move(expressions))
      .run(YAML::LoadFile(workflow.string()), job);
}

JobRun run_gitlab_job(const fs::path& pipeline, const std::string& job, const JobPlace& place) {
  const auto file = YAML::LoadFile(pipeline.string());
  const auto base = file[file[job]["extends"].as<std::string>()];
  check_out(place);
  auto environment = place.environment;
  merge(environment, file["variables"], {});
  const fs::path script = place.workspace / ".script.sh";
  write_file(script, lines_of(base["before_script"]) + lines_of(file[job]["script"]));
  const auto done = Process({"/bin/sh", "-e", script}, place.workspace, environment).wait();
  const auto artifacts = file[job]["artifacts"];
  for (const auto& path :
       artifacts.IsDefined() && done.exit == 0 ? artifacts["paths"] : YAML::Node()) {
    fs::create_directories(place.artifacts);
    fs::copy_file(place.workspace / path.as<std::string>(),
                  place.artifacts / path.as<std::string>(), fs::copy_options::overwrite_existing);
  }
  return {done.exit, done.out + done.err};
}

}  // namespace muster::e2e
