// Every message of the manifest reader is shown by some scenario. The messages are not listed
// anywhere: the string literals of manifests/ that read like part of a sentence are collected
// from the sources, and each has to occur in some errors.txt. A message that is put together has
// several such fragments; each of them counts. Whoever writes a new message is told here to show
// it.

#include "tests/scenarios/play.hpp"
#include "tests/scenarios/stage.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace muster::scenarios {
namespace {

namespace fs = std::filesystem;

/// These hold words of the schema, the reference, `init`, `import` and `fmt`, which reach no
/// diagnostic of reading.
const std::set<std::string> not_messages = {
    "envelope.hpp",    "examples.cpp",       "exporter.cpp",  "field_words.cpp", "formatter.cpp",
    "json_schema.cpp", "reference_docs.cpp", "line_diff.cpp", "starter.cpp"};

/// What no scenario can show, with the reason.
const std::map<std::string, std::string> out_of_reach = {
    {"files cannot be read here", "for callers that give no way to read files; the command does"},
    {"one document is expected here", "of contract overrides: ReadContract has tests of its own"},
    {"the document", "of contract overrides"},
    {"there may be more problems than these ", "after a thousand others: HostileYaml shows it"},
    {"PRIVATE KEY", "a sign to look for, not a message"},
    // The parser's own words, which stand in the sources to be replaced by ours.
    {"illegal map value", "yaml-cpp"},
    {"end of map not found", "yaml-cpp"},
    {"end of map flow not found", "yaml-cpp"},
    {"end of sequence not found", "yaml-cpp"},
    {"end of sequence flow not found", "yaml-cpp"},
    {"illegal EOF in scalar", "yaml-cpp"},
    {"illegal document indicator in scalar", "yaml-cpp"},
    {"illegal tab when looking for indentation", "yaml-cpp"},
    {"unknown token", "yaml-cpp"},
    {"the referenced anchor is not defined", "yaml-cpp"},
};

/// The string literals of a C++ source; neighbours are one. Comments and characters are passed
/// over.
class Literals {
 public:
  explicit Literals(const std::string& source) : text_(source) {}

  std::vector<std::string> collect() {
    while (at_ < text_.size()) {
      if (text_.compare(at_, 2, "//") == 0)
        at_ = text_.find('\n', at_);
      else if (text_.compare(at_, 8, "#include") == 0)
        at_ = text_.find('\n', at_);
      else if (text_[at_] == '\'' && at_ > 0 && std::isdigit(byte(at_ - 1)) == 0)
        read_quoted('\'');
      else if (text_[at_] == '"')
        read_text();
      else
        ++at_;
    }
    return std::move(found_);
  }

 private:
  unsigned char byte(std::size_t at) const { return static_cast<unsigned char>(text_[at]); }

  std::string read_quoted(char quote) {
    std::string content;
    for (++at_; text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\') ++at_;
      content += text_[at_];
    }
    ++at_;
    return content;
  }

  void read_text() {
    const auto before = at_;
    std::string content = read_quoted('"');
    const auto gap = text_.find_last_not_of(" \n", before - 1);
    const bool continues = !found_.empty() && gap + 1 == end_of_last_;
    if (continues)
      found_.back() += content;
    else
      found_.push_back(std::move(content));
    end_of_last_ = at_;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::size_t end_of_last_ = 0;
  std::vector<std::string> found_;
};

/// Words with a blank between or beside them; not a single word, a name or a pattern.
bool reads_like_a_sentence(const std::string& text) {
  const auto letters =
      std::ranges::count_if(text, [](unsigned char c) { return std::isalpha(c) != 0; });
  return letters >= 4 && text.find(' ') != std::string::npos;
}

std::map<std::string, std::string> fragments() {
  std::map<std::string, std::string> where;
  for (const auto& entry : fs::directory_iterator(fs::path(MUSTER_SOURCE_DIR) / "manifests")) {
    const auto name = entry.path().filename().string();
    const bool source_file = name.ends_with(".cpp") || name.ends_with(".hpp");
    if (!source_file || not_messages.contains(name)) continue;
    const std::string source = read_whole(entry.path());
    for (const auto& text : Literals(source).collect())
      if (reads_like_a_sentence(text)) where.emplace(text, name);
  }
  return where;
}

TEST(ReaderMessages, are_each_shown_by_a_scenario) {
  std::string shown;
  for (const auto& name : scenario_names()) shown += read_whole(home() / name / "errors.txt");
  const auto all = fragments();
  EXPECT_GT(all.size(), 100U) << "the fragments are found in the sources";
  for (const auto& [text, file] : all)
    EXPECT_TRUE(shown.contains(text) || out_of_reach.contains(text))
        << "no scenario shows this message of manifests/" << file << ": " << text;
  for (const auto& [text, reason] : out_of_reach)
    EXPECT_TRUE(all.contains(text)) << "no longer said: " << text;
}

TEST(ReaderMessages, are_collected_as_the_compiler_reads_them) {
  const std::string source =
      "// \"a comment\"\nauto c = '\"'; f(\"one \"\n  \"text\", x ? \"b\\\" c\" : \"d\");";
  EXPECT_EQ(Literals(source).collect(), (std::vector<std::string>{"one text", "b\" c", "d"}));
}

}  // namespace
}  // namespace muster::scenarios
