#include "controller/cli/completion.hpp"

namespace muster::cli {
namespace {

/// In single quotes fish knows two escapes.
std::string fish_quotes(const std::string& text) {
  std::string made = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') made += '\\';
    made += c;
  }
  return made + "'";
}

/// The function that tells which verb the words before the cursor have come to.
std::string fish_walk(const std::vector<CompletionVerb>& verbs) {
  std::string known;
  std::string with_value;
  for (const auto& verb : verbs) {
    for (const auto& below : verb.verbs) known += " " + fish_quotes(below.path);
    for (const auto& flag : verb.flags)
      if (flag.takes_value)
        for (const auto& name : flag.names) with_value += " " + fish_quotes(verb.path + " " + name);
  }
  return "function __muster_place\n"
         "    set -l place muster\n"
         "    set -l skip 0\n"
         "    for word in (commandline -opc)[2..-1]\n"
         "        if test $skip = 1\n"
         "            set skip 0\n"
         "            continue\n"
         "        end\n"
         "        switch \"$place $word\"\n"
         "            case" +
         known +
         "\n"
         "                set place \"$place $word\"\n"
         "            case" +
         with_value +
         "\n"
         "                set skip 1\n"
         "        end\n"
         "    end\n"
         "    test \"$place\" = \"$argv\"\n"
         "end\n\n";
}

std::string value_words(const CompletionValue& value) {
  if (!value.words.empty()) return " -x -a " + fish_quotes(joined(value.words));
  return value.path ? " -r -F" : " -x";
}

std::string flag_words(const CompletionFlag& flag) {
  std::string text;
  for (const auto& name : flag.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (flag.takes_value) text += value_words(flag.value);
  return text + " -d " + fish_quotes(flag.what);
}

}  // namespace

std::string fish_completion(const CompletionVerb& root) {
  const auto verbs = every_verb(root);
  std::string text =
      "# muster: completion for fish. For this shell: muster completion fish | source\n\n" +
      fish_walk(verbs) + "complete -c muster -f\n";
  for (const auto& verb : verbs) {
    const auto start = "complete -c muster -n " + fish_quotes("__muster_place " + verb.path);
    for (const auto& below : verb.verbs)
      text += start + " -a " + fish_quotes(below.name) + " -d " + fish_quotes(below.what) + "\n";
    if (!verb.place.words.empty())
      text += start + " -a " + fish_quotes(joined(verb.place.words)) + "\n";
    if (verb.place.path) text += start + " -F\n";
    for (const auto& flag : verb.flags) text += start + flag_words(flag) + "\n";
  }
  return text;
}

}  // namespace muster::cli
