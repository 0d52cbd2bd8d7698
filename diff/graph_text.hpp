#pragma once

#include "model/resource.hpp"

#include <string>

namespace muster {

/// What the manifests need of each other, as text for programs that draw. An arrow leads from a
/// resource to what it refers to and says in which field; machines that a selector picks by label
/// count, too. What is only referred to, as {existing: NAME}, is drawn dashed. The same manifests
/// give the same bytes, and no name, whatever it holds, breaks out of its quotes.
std::string render_dot(const DesiredState& desired);
std::string render_mermaid(const DesiredState& desired);

}  // namespace muster
