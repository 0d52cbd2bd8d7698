#pragma once

#include "diff/drift.hpp"
#include "diff/field_diff.hpp"
#include "diff/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// "'data'"
std::string in_quotes(const std::string& name);

// What the text and the markdown rendering say alike.

/// "will be created", "must be replaced", ...
std::string_view sentence(Action action);

/// "~ size: "500GB" -> "1TB" # forces replacement"
std::string field_line(const FieldChange& field);

/// "size: "500GB"": a field as it is. Secrets are not shown.
std::string field_line(const Leaf& leaf);

/// "Plan: 3 to add, 1 to change, 0 to destroy."
std::string summary(const Plan& plan);

/// "Drift: 2 of 9 resources are not as they were applied.", or that there is none.
std::string summary(const Drift& drift);

/// What an empty plan says; that all is well only if nothing is held back.
std::string no_changes(const Plan& plan);

/// "12 API calls, about 4m30s."
std::string effort(const Plan& plan);

/// "Volume/data create -> VirtualMachine/a deploy"; the middle of a long one is left out.
std::string critical_path(const Plan& plan);

/// What stands below a plan, a sentence a line: effort, longest chain, cost, credit and notes.
std::vector<std::string> closing_lines(const Plan& plan);

/// Control characters, unseen characters and what is no UTF-8 made visible: nothing that comes from
/// manifests or the account moves the cursor, or makes text read otherwise than it is.
std::string printable(std::string_view text);

/// A word of a command that is shown to be copied into a shell: as it is where that is safe.
std::string shell_word(const std::string& word);

}  // namespace muster
