#pragma once

#include "diff/plan.hpp"
#include "model/resource.hpp"
#include "model/result.hpp"
#include "model/to_value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A plan to be performed later, perhaps elsewhere, with what it takes to see that it still fits.
struct SavedPlan {
  Plan plan;
  std::string endpoint;  // of the API it was made against
  std::string ledger;    // fingerprint of the ledger it was made with
  std::string project;   // whose plan it is, for people; either may be empty
  std::string environment;
  bool destroy = false;
  bool adopt = false;
  std::string made_by;  // version of muster

  /// A text that is secret and therefore not in the file, only its digest.
  struct MissingText {
    std::size_t step = 0;
    std::string digest;
  };
  std::vector<MissingText> missing;
};

/// Tells ledgers apart without saying anything of the key.
std::string fingerprint(const SecretKey& key);

/// The text of a plan file: a line of what it is, with the length and checksum of the plan that
/// follows. Holds no secret, only digests keyed by the ledger's `key`.
std::string write_plan_file(const SavedPlan& saved, const SecretKey& key);

/// Errors: corrupt (no plan file, cut short, edited), unsupported_version.
Result<SavedPlan> read_plan_file(std::string_view text);

/// Takes the missing texts from the manifests. Errors: stale, when a manifest is gone or its text
/// is not the one that was planned.
Result<void> fill_in_texts(SavedPlan& saved, const DesiredState& desired, const SecretKey& key);

}  // namespace muster
