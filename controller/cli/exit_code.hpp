#pragma once

#include "controller/execute/report.hpp"
#include "model/error.hpp"

namespace muster::cli {

/// What the shell sees; the meaning of each is part of the product.
enum ExitCode : int {
  exit_ok = 0,
  exit_error = 1,
  exit_changes = 2,  // only with --detailed-exitcode
  exit_authentication = 3,
  exit_partial = 4,
  exit_denied = 5,
  exit_stale = 6,
  exit_locked = 7,
  exit_no_capacity = 8,
  exit_deadline = 9,
  exit_usage = 64,
  exit_invalid_manifests = 65,
  exit_interrupted = 130,
  exit_terminated = 143,
};

/// For a command that could not do its work because of `code`.
constexpr ExitCode exit_code(Errc code) {
  switch (code) {
    case Errc::unauthorized:
    case Errc::forbidden:
      return exit_authentication;
    case Errc::invalid_manifest:
      return exit_invalid_manifests;
    case Errc::invalid_input:
      return exit_usage;
    case Errc::denied:
      return exit_denied;
    case Errc::stale:
      return exit_stale;
    case Errc::locked:
      return exit_locked;
    case Errc::no_capacity:
      return exit_no_capacity;
    case Errc::timed_out:
      return exit_deadline;
    case Errc::cancelled:
      return exit_interrupted;
    default:
      return exit_error;
  }
}

/// For a run that was started.
constexpr ExitCode exit_code(RunClass outcome) {
  switch (outcome) {
    case RunClass::ok:
      return exit_ok;
    case RunClass::authentication:
      return exit_authentication;
    case RunClass::partial:
      return exit_partial;
    case RunClass::stale:
      return exit_stale;
    case RunClass::locked:
      return exit_locked;
    case RunClass::no_capacity:
      return exit_no_capacity;
    case RunClass::deadline:
      return exit_deadline;
    case RunClass::interrupted:
      return exit_interrupted;
    case RunClass::error:
      break;
  }
  return exit_error;
}

}  // namespace muster::cli
