#pragma once

#include "api/sandbox/refusal.hpp"
#include "api/sandbox/state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster::sandbox {

/// 404 SCRIPT_NOT_FOUND.
Outcome<Script*> find_script(State& state, const std::string& id);
Outcome<Script*> create_script(State& state, const std::string& name, const std::string& text,
                               Timestamp now);
/// What is not given stays. Instances that have run the old text are not affected.
Outcome<Script*> update_script(State& state, const std::string& id,
                               const std::optional<std::string>& name,
                               const std::optional<std::string>& text, Timestamp now);
/// All or none.
Outcome<void> delete_scripts(State& state, const std::vector<std::string>& ids, Timestamp now);

}  // namespace muster::sandbox
