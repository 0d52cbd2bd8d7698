#pragma once

#include "controller/cli/options.hpp"
#include "controller/execute/events.hpp"

#include <memory>

namespace muster::cli {

/// How a run is watched: a live view on a terminal, one line an event otherwise, NDJSON with -o
/// json, and nothing but failures with --quiet.
std::unique_ptr<EventSink> make_progress(const CommonOptions& common);

}  // namespace muster::cli
