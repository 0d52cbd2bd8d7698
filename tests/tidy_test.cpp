// The rules of the house that a compiler does not know, held against the repository itself.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_lines_max = 400;
constexpr std::size_t function_lines_max = 70;

const fs::path& root() {
  static const fs::path path = MUSTER_SOURCE_DIR;
  return path;
}

struct Source {
  std::string path;  // relative to the repository
  std::vector<std::string> lines;
};

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = [] {
    std::vector<Source> found;
    for (const auto* room : {"model", "manifests", "diff", "api", "controller", "tests"})
      for (const auto& entry : fs::recursive_directory_iterator(root() / room))
        if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
          found.push_back(
              {entry.path().lexically_relative(root()).string(), lines_of(entry.path())});
    std::ranges::sort(found, {}, &Source::path);
    return found;
  }();
  return all;
}

bool is_test(const Source& source) {
  return source.path.starts_with("tests/");
}

std::string room_of(const std::string& path) {
  for (const auto* room :
       {"api/net", "api/sandbox", "api", "model", "manifests", "diff", "controller", "tests"})
    if (path.starts_with(std::string(room) + "/")) return room;
  return "";
}

std::string included_by(const std::string& line) {
  constexpr std::string_view start = "#include \"";
  if (!line.starts_with(start)) return "";
  return line.substr(start.size(), line.rfind('"') - start.size());
}

TEST(House, rooms_include_only_what_lies_below_them) {
  const std::map<std::string, std::set<std::string>> allowed = {
      {"model", {"model"}},
      {"manifests", {"model", "manifests"}},
      {"diff", {"model", "diff"}},
      {"api/net", {"model", "api/net"}},
      {"api", {"model", "api/net", "api"}},
      {"api/sandbox", {"model", "api/net", "api/sandbox"}},
      {"controller", {"model", "manifests", "diff", "api/net", "api", "api/sandbox", "controller"}},
  };
  for (const auto& source : sources()) {
    if (is_test(source)) continue;
    const auto& below = allowed.at(room_of(source.path));
    for (const auto& line : source.lines) {
      const auto target = included_by(line);
      if (target.empty()) continue;
      EXPECT_TRUE(below.contains(room_of(target))) << source.path << " includes " << target;
    }
  }
}

TEST(House, third_party_headers_stay_in_their_room) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> homes = {
      {"<boost/", {"api/net/"}},
      {"<yaml-cpp/", {"manifests/"}},
      {"<sqlite3.h>", {"controller/ledger/"}},
      {"<CLI/", {"controller/cli/"}},
      {"<spdlog/", {"controller/cli/"}},
      {"<openssl/", {"model/digest.cpp", "api/net/", "controller/source/git/ssh_crypto.cpp"}},
      {"<git2", {"controller/source/git/"}},
      {"<date/", {"controller/"}},
  };
  for (const auto& source : sources()) {
    if (is_test(source)) continue;
    for (const auto& line : source.lines)
      for (const auto& [header, rooms] : homes)
        if (line.starts_with("#include " + header))
          EXPECT_TRUE(std::ranges::any_of(
              rooms, [&](const auto& room) { return source.path.starts_with(room); }))
              << source.path << ": " << line;
  }
}

TEST(House, files_fit_one_concept) {
  for (const auto& source : sources())
    EXPECT_LE(source.lines.size(), file_lines_max) << source.path;
}

bool opens_function(const std::string& line) {
  if (line.empty() || line.front() == ' ' || line.front() == '}' || !line.ends_with("{"))
    return false;
  for (const auto* other : {"namespace", "struct", "class", "enum", "union", "extern",
                            "inline constexpr", "constexpr", "const ", "template", "static"})
    if (line.starts_with(other) && line.find('(') == std::string::npos) return false;
  return line.find('=') == std::string::npos || line.find('(') != std::string::npos;
}

TEST(House, functions_fit_a_screen) {
  for (const auto& source : sources()) {
    std::size_t start = 0;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const auto& line = source.lines[i];
      if (opens_function(line)) start = i + 1;
      if (line == "}" && start != 0) {
        EXPECT_LE(i + 1 - start, function_lines_max) << source.path << ":" << start;
        start = 0;
      }
    }
  }
}

TEST(House, banned_calls_have_their_replacement) {
  struct Ban {
    const char* call;
    const char* home;  // where it may stand
    const char* instead;
  };
  const std::vector<Ban> bans = {
      {"system_clock::now", "api/net/", "net::Clock"},
      {"steady_clock::now", "api/net/", "net::Clock"},
      {"high_resolution_clock", "-", "net::Clock"},
      {"steady_timer", "api/net/", "Clock::sleep_until"},
      {"random_device", "api/net/", "net::Random"},
      {"std::rand(", "-", "net::Random"},
      {"asio::detached", "-", "TaskGroup"},
      {"co_spawn", "api/net/", "TaskGroup"},
      {"std::regex", "-", "a parser that says what is wrong"},
      {"sleep_for(std", "-", "Clock::sleep_for"},
      {"reinterpret_cast<const char", "-", "a typed interface"},
      {"using namespace std;", "-", "names"},
      {"std::cout", "controller/cli/", "a returned value"},
      {"std::cerr", "controller/cli/", "a returned value"},
  };
  for (const auto& source : sources()) {
    if (is_test(source)) continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
      for (const auto& ban : bans)
        if (source.lines[i].find(ban.call) != std::string::npos &&
            !source.path.starts_with(ban.home))
          ADD_FAILURE() << source.path << ":" << i + 1 << ": " << ban.call << ": use "
                        << ban.instead;
  }
}

TEST(House, pure_rooms_do_no_input_or_output) {
  for (const auto& source : sources()) {
    const auto room = room_of(source.path);
    if (room != "model" && room != "manifests" && room != "diff") continue;
    for (const auto& line : source.lines)
      for (const auto* header :
           {"<fstream>", "<iostream>", "<filesystem>", "<thread>", "<mutex>", "<cstdio>"})
        if (line == std::string("#include ") + header && source.path != "model/assert.hpp")
          ADD_FAILURE() << source.path << " includes " << header;
  }
}

TEST(House, every_source_file_is_built) {
  std::string listed;
  for (const auto& entry : fs::recursive_directory_iterator(root()))
    if (entry.path().filename() == "CMakeLists.txt" &&
        !entry.path().lexically_relative(root()).string().starts_with("build/"))
      for (const auto& line : lines_of(entry.path())) listed += line + "\n";
  for (const auto& source : sources())
    if (source.path.ends_with(".cpp"))
      EXPECT_NE(listed.find(fs::path(source.path).filename().string()), std::string::npos)
          << source.path;
}

TEST(House, awaiting_stands_in_plain_statements) {
  for (const auto& source : sources())
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const auto& line = source.lines[i];
      const auto await = line.find("co_await");
      if (await == std::string::npos || line.find("//") < await) continue;
      const auto conditional = line.find(" ? ");
      EXPECT_FALSE(conditional != std::string::npos && conditional < await)
          << source.path << ":" << i + 1 << ": co_await in a conditional expression";
      EXPECT_FALSE(line.substr(0, await).ends_with("switch ("))
          << source.path << ":" << i + 1 << ": co_await in the condition of a switch";
    }
}

TEST(House, links_of_the_documents_lead_somewhere) {
  std::vector<fs::path> documents = {root() / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(root() / "docs"))
    if (entry.path().extension() == ".md") documents.push_back(entry.path());
  for (const auto& document : documents)
    for (const auto& line : lines_of(document))
      for (auto at = line.find("]("); at != std::string::npos; at = line.find("](", at + 1)) {
        auto target = line.substr(at + 2, line.find(')', at) - at - 2);
        target = target.substr(0, target.find('#'));
        if (target.empty() || target.starts_with("http")) continue;
        EXPECT_TRUE(fs::exists(document.parent_path() / target))
            << document << " links to " << target;
      }
}

}  // namespace
