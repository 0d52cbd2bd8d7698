#include "tests/api/navigation.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace muster::api::test {

std::vector<NavigationEntry> read_navigation() {
  std::ifstream file(MUSTER_SOURCE_DIR "/tests/api/data/nav.txt");
  std::vector<NavigationEntry> entries;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
    if (cells.size() == 3 && cells[0] == "operation")
      entries.push_back({cells[0], cells[1], cells[2]});
    else if (cells.size() == 2 && cells[0] == "schema")
      entries.push_back({cells[0], "", cells[1]});
    else
      throw std::runtime_error("nav.txt: " + line);
  }
  return entries;
}

}  // namespace muster::api::test
