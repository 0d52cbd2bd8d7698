#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace muster::cli {

/// What may follow a flag or stand in a place.
struct CompletionValue {
  std::vector<std::string> words;  // one of these, if any are known
  bool path = false;               // a file or folder
};

struct CompletionFlag {
  std::vector<std::string> names;  // "-o", "--output"
  std::string what;
  bool takes_value = false;
  CompletionValue value;
};

/// A verb with all that may follow it; the root is the program.
struct CompletionVerb {
  std::string path;  // "muster", "muster ledger", "muster ledger verify"
  std::string name;  // the last word of it
  std::string what;
  std::vector<CompletionFlag> flags;
  CompletionValue place;  // what stands behind it without a flag
  std::vector<CompletionVerb> verbs;
};

/// The command line as it is declared: it cannot disagree with what is parsed. Sets of values and
/// paths are known by the way flags show their values: {a,b}, and names with FILE, DIR or PATH.
CompletionVerb completion_tree(const CLI::App& app);

/// Each verb of the tree with the flags it understands, those of the program included; parents
/// first.
std::vector<CompletionVerb> every_verb(const CompletionVerb& root);

/// Scripts for the shells, to be sourced.
/// With blanks between.
std::string joined(const std::vector<std::string>& words);
std::string bash_completion(const CompletionVerb& root);
std::string zsh_completion(const CompletionVerb& root);
std::string fish_completion(const CompletionVerb& root);

}  // namespace muster::cli
