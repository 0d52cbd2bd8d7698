#include "controller/cli/completion.hpp"

#include <algorithm>
#include <string_view>

namespace muster::cli {
namespace {

std::string escaped(const std::string& text, std::string_view signs) {
  std::string made;
  for (const char c : text) {
    if (signs.find(c) != std::string_view::npos) made += '\\';
    made += c;
  }
  return made;
}

std::string single_quoted(const std::string& text) {
  std::string made = "'";
  for (const char c : text) made += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return made + "'";
}

std::string action(const CompletionValue& value) {
  if (value.words.empty()) return value.path ? "_files" : "";
  std::string words;
  for (const auto& word : value.words) words += (words.empty() ? "" : " ") + word;
  return "(" + words + ")";
}

/// One for each spelling: '*--output=[How to print]:value:(text json)'. Any may be repeated:
/// whether that makes sense is for the program to say.
std::string flag_specs(const CompletionFlag& flag) {
  std::string text;
  for (const auto& name : flag.names) {
    const bool long_one = name.starts_with("--");
    auto spec = "*" + name + (flag.takes_value && long_one ? "=" : "") + "[" +
                escaped(flag.what, "[]\\:") + "]";
    if (flag.takes_value) spec += ":value:" + action(flag.value);
    text += " \\\n    " + single_quoted(spec);
  }
  return text;
}

std::string function_name(const CompletionVerb& verb) {
  auto name = "_" + verb.path;
  std::ranges::replace(name, ' ', '_');
  return name;
}

std::string function_of(const CompletionVerb& verb) {
  std::string text = function_name(verb) + "() {\n";
  if (!verb.verbs.empty())
    text += "  local context state state_descr line\n  typeset -A opt_args\n";
  text += std::string("  _arguments") + (verb.verbs.empty() ? "" : " -C");
  for (const auto& flag : verb.flags) text += flag_specs(flag);
  if (verb.verbs.empty()) {
    if (const auto offered = action(verb.place); !offered.empty())
      text += " \\\n    " + single_quoted("*:value:" + offered);
    return text + "\n}\n\n";
  }
  text +=
      " \\\n    '1:verb:->verb' \\\n    '*::rest:->rest'\n  case $state in\n    verb)\n"
      "      local -a verbs=(";
  for (const auto& below : verb.verbs)
    text += "\n        " + single_quoted(below.name + ":" + escaped(below.what, "\\"));
  text +=
      "\n      )\n      _describe -t verbs verb verbs\n      ;;\n    rest)\n"
      "      case $words[1] in\n";
  for (const auto& below : verb.verbs)
    text += "        " + below.name + ") " + function_name(below) + " ;;\n";
  return text + "      esac\n      ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const CompletionVerb& root) {
  std::string text =
      "#compdef muster\n"
      "# muster: completion for zsh. For this shell: source <(muster completion zsh)\n\n";
  for (const auto& verb : every_verb(root)) text += function_of(verb);
  return text +
         "if [[ $funcstack[1] == _muster ]]; then\n  _muster \"$@\"\nelse\n"
         "  compdef _muster muster\nfi\n";
}

}  // namespace muster::cli
