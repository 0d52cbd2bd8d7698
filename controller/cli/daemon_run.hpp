#pragma once

#include "controller/cli/options.hpp"
#include "controller/cli/source_options.hpp"

#include <cstdint>
#include <string>

namespace muster::cli {

struct DaemonFlags {
  SourceFlags source;
  std::string listen = "127.0.0.1:9700";  // empty: no API
  bool once = false;                      // one cycle, then the end
};

/// `muster run`: until SIGTERM or SIGINT. Returns the exit code.
int run_daemon(const CommonOptions& common, const DaemonFlags& flags);

}  // namespace muster::cli
