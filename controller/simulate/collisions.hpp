#pragma once

#include "controller/simulate/diary.hpp"
#include "model/resource.hpp"

namespace muster {

/// Snapshots that are due while another one of the same machine is, or while the machine sleeps.
void find_collisions(const DesiredState& desired, Timestamp from, Timestamp to, Diary& diary);

}  // namespace muster
