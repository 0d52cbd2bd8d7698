#include "controller/cli/completion.hpp"

#include <sstream>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// "TEXT:{a,b}" and "FILE" as the help shows them.
CompletionValue value_of(const std::string& shown) {
  CompletionValue value;
  const auto open = shown.find('{');
  const auto close = shown.find('}', open == std::string::npos ? 0 : open);
  if (open != std::string::npos && close != std::string::npos) {
    std::istringstream words(shown.substr(open + 1, close - open - 1));
    for (std::string word; std::getline(words, word, ',');) value.words.push_back(word);
  }
  for (const auto* path : {"FILE", "DIR", "PATH"})
    value.path = value.path || shown.find(path) != std::string::npos;
  return value;
}

CompletionFlag flag_of(const CLI::Option& option) {
  CompletionFlag flag;
  for (const auto& name : option.get_snames()) flag.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) flag.names.push_back("--" + name);
  flag.what = option.get_description();
  flag.takes_value = option.get_items_expected_max() > 0;
  if (flag.takes_value) flag.value = value_of(option.get_type_name());
  return flag;
}

CompletionVerb verb_of(const CLI::App& app, const std::string& path) {
  CompletionVerb verb{.path = path, .name = app.get_name(), .what = app.get_description()};
  for (const auto* option : app.get_options()) {
    if (option->get_positional())
      verb.place = value_of(option->get_name(true) + " " + option->get_type_name());
    else
      verb.flags.push_back(flag_of(*option));
  }
  for (const auto* below : app.get_subcommands({}))
    verb.verbs.push_back(verb_of(*below, path + " " + below->get_name()));
  return verb;
}

void collect(const CompletionVerb& verb, const std::vector<CompletionFlag>& common,
             std::vector<CompletionVerb>& all) {
  all.push_back(verb);
  for (const auto& flag : common)
    if (flag.names != std::vector<std::string>{"-h", "--help"}) all.back().flags.push_back(flag);
  for (const auto& below : verb.verbs) collect(below, common, all);
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

CompletionVerb completion_tree(const CLI::App& app) {
  return verb_of(app, app.get_name());
}

std::vector<CompletionVerb> every_verb(const CompletionVerb& root) {
  std::vector<CompletionVerb> all = {root};
  for (const auto& verb : root.verbs) collect(verb, root.flags, all);
  return all;
}

}  // namespace muster::cli
