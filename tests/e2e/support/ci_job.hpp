#pragma once

#include "tests/e2e/support/process.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace muster::e2e {

/// Values of the forge's expressions and variables by their name.
using Values = std::map<std::string, std::string>;

/// How a job went.
struct JobRun {
  int exit = 0;     // of the first step that failed
  std::string log;  // output and errors of all steps
};

/// Where a job runs.
struct JobPlace {
  std::filesystem::path checkout;   // what the commit holds
  std::filesystem::path workspace;  // emptied and filled by the job
  std::filesystem::path artifacts;  // filled by a job that succeeds
  Values environment;
};

/// Runs the steps of a job of a GitHub workflow as its runner would: `run` by bash -e, `uses` of
/// checkout and upload-artifact, `env` and `if` with the expressions in `expressions`. One that is
/// not there fails the test.
JobRun run_github_job(const std::filesystem::path& workflow, const std::string& job, JobPlace place,
                      Values expressions);

/// Runs a job of a GitLab pipeline: before_script and script in one sh -e, then the artifacts.
JobRun run_gitlab_job(const std::filesystem::path& pipeline, const std::string& job,
                      const JobPlace& place);

}  // namespace muster::e2e
