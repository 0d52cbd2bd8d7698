#pragma once

#include "model/time.hpp"
#include "model/value.hpp"

#include <cstddef>
#include <string>

namespace muster::cli {

/// What the daemon answers: the documents of /api/v1/projects, resources, plans and schedules put
/// together, each list under its name.
struct DaemonView {
  Value project;
  Value resources;
  Value plans;
  Value schedules;
};
Value document_of(const DaemonView& view);

/// For people: how the project is, what waits, what is suspended, and each resource that is not as
/// wanted, or with `all` each. `width`: columns of the terminal, 0 for no limit.
std::string status_text(const DaemonView& view, Timestamp now, std::size_t width, bool all);

}  // namespace muster::cli
