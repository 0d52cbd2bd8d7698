#include "controller/cli/plan_flags.hpp"

#include "model/suggest.hpp"

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

Result<std::vector<ResourceKey>> parse_keys(const std::vector<std::string>& texts) {
  std::vector<ResourceKey> keys;
  for (const auto& text : texts) {
    MUSTER_TRY(keys.emplace_back(), parse_key(text));
  }
  return keys;
}

}  // namespace

void add_selection(CLI::App& verb, PlanFlags& flags) {
  verb.add_option("--target", flags.targets,
                  "Only this resource and what it depends on, as KIND/NAME; may be repeated")
      ->type_name("KIND/NAME")
      ->take_all();
  verb.add_option("--exclude", flags.excludes,
                  "Leave out this resource and what depends on it, as KIND/NAME; may be repeated")
      ->type_name("KIND/NAME")
      ->take_all();
}

Result<PlanOptions> plan_options(const PlanFlags& flags) {
  PlanOptions options{.adopt = flags.adopt, .destroy = flags.destroy};
  MUSTER_TRY(options.targets, parse_keys(flags.targets));
  MUSTER_TRY(options.excludes, parse_keys(flags.excludes));
  return options;
}

Result<ResourceKey> parse_key(const std::string& text) {
  const auto slash = text.find('/');
  const auto word = text.substr(0, slash);
  const auto kind = parse_enum<Kind>(word);
  if (kind && is_managed(*kind) && slash != std::string::npos && slash + 1 < text.size())
    return ResourceKey{*kind, text.substr(slash + 1)};
  std::vector<std::string_view> kinds;
  for (const auto& [each, name] : enum_names<Kind>)
    if (is_managed(each)) kinds.push_back(name);
  const auto near = nearest(word, kinds);
  return fail(Errc::invalid_input,
              "\"" + text + "\" names no resource: it is written KIND/NAME, as in Volume/data" +
                  (near && *near != word ? "; did you mean " + *near + "?" : ""));
}

}  // namespace muster::cli
