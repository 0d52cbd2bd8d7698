#pragma once

#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <string>

namespace muster::sandbox {

/// Custom images. They cost nothing: no price is published.

/// 404 IMAGE_NOT_FOUND.
Outcome<Image*> find_image(State& state, const std::string& id);

/// From a finished snapshot that has none.
Outcome<Image*> create_image(State& state, const std::string& snapshot_id, const std::string& name,
                             Timestamp now);
/// 409 OPERATION_IN_PROGRESS while it is being made.
Outcome<Image*> delete_image(State& state, const std::string& id, Timestamp now);

/// Begins making the image; `after` is how long its snapshot still takes. The name is checked.
Image& add_image(State& state, Snapshot& snapshot, const std::string& name, Duration after,
                 Timestamp now);

void on_event(State& state, Image& image, const Pending& pending);

}  // namespace muster::sandbox
