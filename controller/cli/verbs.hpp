#pragma once

#include "controller/cli/options.hpp"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace muster::cli {

/// Does what the verb is for, prints, and returns the exit code.
using Run = std::function<int(const CommonOptions&)>;

/// The verbs of the command line in the making. Each verb adds itself and its flags; what it
/// writes its flags to must live as long as its Run, so it is shared with it.
class Verbs {
 public:
  Verbs(CLI::App& app, CommonOptions& common) : app_(app), common_(common) {}

  /// A verb with a sentence of what it does and an example to copy.
  CLI::App& add(const std::string& name, const std::string& what, const std::string& example,
                Run run);
  /// A verb below another one: `ledger verify`.
  CLI::App& add_below(CLI::App& parent, const std::string& name, const std::string& what,
                      const std::string& example, Run run);
  /// A verb that only groups others.
  CLI::App& add_group(const std::string& name, const std::string& what);

  /// --environment and --var: values of variables.
  void with_environment(CLI::App& verb);
  /// --endpoint.
  void with_account(CLI::App& verb);
  /// --output, one of `names` ("text", "json", ...).
  void with_format(CLI::App& verb, std::vector<std::string> names);

  const CLI::App& app() const { return app_; }
  /// What the chosen verb does; empty until the command line is parsed.
  const Run& chosen() const { return chosen_; }
  /// As written: "NAME=VALUE".
  const std::vector<std::string>& variables() const { return variables_; }

 private:
  CLI::App& app_;
  CommonOptions& common_;
  std::vector<std::string> variables_;
  Run chosen_;
};

}  // namespace muster::cli
