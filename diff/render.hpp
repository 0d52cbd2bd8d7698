#pragma once

#include "diff/drift.hpp"
#include "diff/plan.hpp"

#include <string>

namespace muster {

struct TextStyle {
  bool color = false;
};

/// As Terraform users know it: product.md 5. Ends with a newline.
std::string render_text(const Plan& plan, const TextStyle& style);
/// Terraform 1.2 names (resource_changes, resource_drift), one document, ends with a newline.
std::string render_json(const Plan& plan);
/// For a pull request; nothing from manifests can break out of it.
std::string render_markdown(const Plan& plan);

// The same for drift alone.

std::string render_drift_text(const Drift& drift, const TextStyle& style);
std::string render_drift_json(const Drift& drift);
std::string render_drift_markdown(const Drift& drift);

}  // namespace muster
