#include "controller/ledger/history.hpp"

#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/history_words.hpp"
#include "controller/cli/kind_words.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/workspace.hpp"

#include <memory>
#include <set>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct HistoryFlags {
  std::string resource;
  std::int64_t limit = 100;
};

/// Errors: not_found, when nothing was ever done to it.
Result<void> select(std::vector<HistoryLine>& lines, const std::string& wanted) {
  MUSTER_TRY(const auto key, parse_resource(wanted));
  std::set<ResourceKey> keys;
  for (const auto& line : lines) keys.insert(line.key);
  const std::vector<ResourceKey> known(keys.begin(), keys.end());
  if (!keys.contains(key))
    return fail(Errc::not_found,
                "the ledger knows no " + to_string(key) + did_you_mean(key, known));
  std::erase_if(lines, [&](const HistoryLine& line) { return line.key != key; });
  return {};
}

void show(std::vector<HistoryLine> lines, std::int64_t limit, Format format) {
  const auto shown = limit == 0 ? lines.size() : std::min(lines.size(), std::size_t(limit));
  const auto left_out = lines.size() - shown;
  lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(left_out));
  if (format == Format::json) return print(json_document(history_value(lines)));
  if (lines.empty()) return print("Nothing was ever applied here.\n");
  if (left_out > 0) print("(" + std::to_string(left_out) + " earlier; --limit 0 shows all)\n");
  print(history_text(lines, output_width()));
}

int run_history(const CommonOptions& common, const HistoryFlags& flags) {
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  const auto contents = machine.loop.run(read_ledger(machine, workspace->ledger_file()));
  if (!contents) return give_up(contents.error());
  std::vector<HistoryLine> lines;
  if (const auto& found = *contents) lines = history_of(found->entries);
  if (!flags.resource.empty())
    if (const auto selected = select(lines, flags.resource); !selected)
      return give_up(selected.error());
  show(std::move(lines), flags.limit, common.format);
  return exit_ok;
}

}  // namespace

void add_history(Verbs& verbs) {
  const auto flags = std::make_shared<HistoryFlags>();
  auto& verb =
      verbs.add("history", "What was done, by which plan, and what came of it, newest last",
                "muster history volume/datasets --limit 20",
                [flags](const CommonOptions& common) { return run_history(common, *flags); });
  verbs.with_format(verb, {"text", "json"});
  verb.add_option("RESOURCE", flags->resource, "Only of this one, as KIND/NAME");
  verb.add_option("--limit", flags->limit, "The newest so many; 0 shows all")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}))
      ->capture_default_str();
}

}  // namespace muster::cli
