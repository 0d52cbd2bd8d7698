#include "controller/cli/completion.hpp"

namespace muster::cli {
namespace {

/// In single quotes, where nothing means anything but the quote.
std::string bash_quotes(const std::string& text) {
  std::string made = "'";
  for (const char c : text) made += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return made + "'";
}

std::string patterns(const CompletionVerb& verb, const CompletionFlag& flag) {
  std::string text;
  for (const auto& name : flag.names)
    text += (text.empty() ? "" : "|") + bash_quotes(verb.path + " " + name);
  return text;
}

std::string offer(const CompletionValue& value) {
  if (!value.words.empty()) return "_muster_words " + bash_quotes(joined(value.words));
  return value.path ? "_muster_files" : ":";
}

/// Which verb the words before the cursor have come to.
std::string bash_walk(const std::vector<CompletionVerb>& verbs) {
  std::string verb_patterns;
  std::string flag_patterns;
  for (const auto& verb : verbs) {
    for (const auto& below : verb.verbs)
      verb_patterns += (verb_patterns.empty() ? "" : "|") + bash_quotes(below.path);
    for (const auto& flag : verb.flags)
      if (flag.takes_value)
        flag_patterns += (flag_patterns.empty() ? "" : "|") + patterns(verb, flag);
  }
  return "    case \"$place $word\" in\n      " + verb_patterns +
         ") place=\"$place $word\" ;;\n      " + flag_patterns + ") ((i++)) ;;\n    esac\n";
}

std::string flag_values(const std::vector<CompletionVerb>& verbs) {
  std::string text;
  for (const auto& verb : verbs)
    for (const auto& flag : verb.flags)
      if (flag.takes_value)
        text += "    " + patterns(verb, flag) + ") " + offer(flag.value) + "; return ;;\n";
  return text;
}

std::string places(const std::vector<CompletionVerb>& verbs) {
  std::string text;
  for (const auto& verb : verbs) {
    std::vector<std::string> flags;
    for (const auto& flag : verb.flags)
      flags.insert(flags.end(), flag.names.begin(), flag.names.end());
    CompletionValue place = verb.place;
    for (const auto& below : verb.verbs) place.words.push_back(below.name);
    text += "    " + bash_quotes(verb.path) + ")\n      if [[ $cur == -* ]]; then _muster_words " +
            bash_quotes(joined(flags)) + "; else " + offer(place) + "; fi ;;\n";
  }
  return text;
}

}  // namespace

std::string bash_completion(const CompletionVerb& root) {
  const auto verbs = every_verb(root);
  return R"(# muster: completion for bash. For this shell: source <(muster completion bash)

_muster_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_muster_files() {
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  compopt -o filenames 2>/dev/null
}

_muster() {
  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} place=muster word i
  # A value behind = comes as a word of its own, and so does the sign.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ ${COMP_WORDS[i+1]} == '=' ]]; then
      ((i += 2))
      continue
    fi
)" + bash_walk(verbs) +
         "  done\n  case \"$place $before\" in\n" + flag_values(verbs) +
         "  esac\n  case $place in\n" + places(verbs) + "  esac\n}\n\ncomplete -F _muster muster\n";
}

}  // namespace muster::cli
