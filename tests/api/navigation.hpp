#pragma once

#include <string>
#include <vector>

namespace muster::api::test {

/// One line of data/nav.txt.
struct NavigationEntry {
  std::string what;   // "operation" or "schema"
  std::string group;  // of an operation
  std::string name;
};

/// What the published navigation of the API lists. Throws on a line it cannot read.
std::vector<NavigationEntry> read_navigation();

}  // namespace muster::api::test
