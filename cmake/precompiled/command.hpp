// As library.hpp, for the verbs of the command line.
#pragma once

#include "controller/cli/commands/commands.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"

#include <CLI/CLI.hpp>

#include "cmake/precompiled/library.hpp"
