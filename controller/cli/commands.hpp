#pragma once

#include "controller/cli/options.hpp"

namespace muster::cli {

/// One function a verb: does it, prints, and returns the exit code.
int run_validate(const CommonOptions& common, const ValidateOptions& options);
int run_schema(const CommonOptions& common, const SchemaOptions& options);
int run_plan(const CommonOptions& common, const PlanCommandOptions& options);
int run_apply(const CommonOptions& common, const ApplyOptions& options);
int run_sandbox(const CommonOptions& common, const SandboxCommandOptions& options);
int run_version(const CommonOptions& common, const VersionOptions& options);

}  // namespace muster::cli
