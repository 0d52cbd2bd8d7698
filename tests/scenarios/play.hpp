#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace muster::scenarios {

/// What a user sees of a scenario, and what it does to the account.
struct Played {
  std::string diagnostics;  // of reading and planning, as they are printed
  std::string text;         // the plan; empty if it is refused
  std::string json;
  std::string markdown;
  std::string calls;  // that apply makes to change the account
  std::string after;  // the plan after it; empty if the first is refused
};

/// One folder: the manifests of before/, before-2/ and so on are applied to an empty account, then
/// account.txt happens by hand, then manifests/ is planned, applied, and planned again. Throws
/// std::invalid_argument if what comes before does not succeed.
Played play(const std::filesystem::path& folder);

const std::filesystem::path& home();
/// Names of the folders, sorted.
std::vector<std::string> scenario_names();

}  // namespace muster::scenarios
