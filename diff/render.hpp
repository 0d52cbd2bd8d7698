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

/// What a comment on a pull request says beside the plan.
struct CommentFrame {
  std::string project;  // the comment is found again by these two; both may be empty
  std::string environment;
  Diagnostics problems;  // of the manifests, the plan and its Budgets
};
/// A comment: summary and cost first, details folded, short enough for GitHub; nothing from
/// manifests or the account can break out of it. With errors among the problems the plan is denied.
std::string render_markdown(const Plan& plan, const CommentFrame& frame);
/// The same where there is no plan, only problems.
std::string render_markdown(const CommentFrame& frame);

// The same for drift alone.

std::string render_drift_text(const Drift& drift, const TextStyle& style);
std::string render_drift_json(const Drift& drift);
std::string render_drift_markdown(const Drift& drift);

}  // namespace muster
