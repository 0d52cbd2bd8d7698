// bench_project KIND RESOURCES CONCURRENCY FOLDER: writes a project for measuring. KIND is
// realistic or independent.

#include "tests/bench/project_text.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>

int main(int count, char** arguments) {
  namespace bench = muster::bench;
  const std::string_view kind = count == 5 ? arguments[1] : "";
  if (kind != "realistic" && kind != "independent") {
    std::cerr << "usage: bench_project realistic|independent RESOURCES CONCURRENCY FOLDER\n";
    return EXIT_FAILURE;
  }
  const std::size_t resources = std::strtoull(arguments[2], nullptr, 10);
  auto files = kind == "realistic" ? bench::realistic_project(resources)
                                   : bench::independent_resources(resources);
  files.push_back(bench::project_file(std::strtoull(arguments[3], nullptr, 10)));
  for (const auto& file : files) {
    const auto path = std::filesystem::path(arguments[4]) / file.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << file.text;
    if (!out.flush()) {
      std::cerr << "cannot write " << path << "\n";
      return EXIT_FAILURE;
    }
  }
  return EXIT_SUCCESS;
}
