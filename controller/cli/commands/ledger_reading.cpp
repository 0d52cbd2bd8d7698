#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/ledger/export.hpp"
#include "diff/plan_words.hpp"

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// Opening checks all of it: format, pages, hashes, and the table against the entries.
Result<LedgerContents> read_all(const std::filesystem::path& file) {
  Machine machine;
  MUSTER_TRY(auto contents, machine.loop.run(read_ledger(machine, file)));
  if (!contents) return fail(no_ledger(file));
  return *std::move(contents);
}

std::string verdict_text(const std::string& file, const LedgerContents& contents) {
  const auto& open = contents.state.open_intents;
  const auto owned = contents.state.resources.size();
  std::string text =
      "The ledger " + file + " is sound: " + std::to_string(contents.entries.size()) +
      " entries, " + std::to_string(owned) + (owned == 1 ? " resource" : " resources") +
      " owned, " + (open.empty() ? std::string("nothing") : std::to_string(open.size())) +
      " open.\n";
  if (!contents.state.endpoint.empty())
    text += "It records what lives at " + printable(contents.state.endpoint) + ".\n";
  if (!contents.entries.empty()) text += "Last hash: " + contents.entries.back().hash + "\n";
  for (const auto& intent : open)
    text += printable("Open: entry " + std::to_string(intent.id) + ", " + to_string(intent.key) +
                      " " + intent.operation + " since " + format_timestamp(intent.at)) +
            "\n";
  if (!open.empty())
    text += "What is open was interrupted; the next `muster apply` looks it up in the account.\n";
  return text;
}

Value verdict_value(const std::string& file, const LedgerContents& contents) {
  Value::List open;
  for (const auto& intent : contents.state.open_intents)
    open.emplace_back(Value::Map{{"entry", intent.id},
                                 {"resource", to_string(intent.key)},
                                 {"operation", intent.operation},
                                 {"at", format_timestamp(intent.at)}});
  return Value::Map{
      {"ledger", file},
      {"sound", true},
      {"endpoint", contents.state.endpoint},
      {"entries", static_cast<std::int64_t>(contents.entries.size())},
      {"head", contents.entries.empty() ? Value() : Value(contents.entries.back().hash)},
      {"resources", static_cast<std::int64_t>(contents.state.resources.size())},
      {"open", std::move(open)}};
}

int run_verify(const CommonOptions& common) {
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  const auto file = workspace->ledger_file();
  const auto contents = read_all(file);
  const bool json = common.format == Format::json;
  if (!contents) {
    if (json)
      print(json_document(Value::Map{
          {"ledger", file.string()}, {"sound", false}, {"problem", contents.error().text()}}));
    return give_up(contents.error());
  }
  print(json ? json_document(verdict_value(file.string(), *contents))
             : verdict_text(file.string(), *contents));
  return exit_ok;
}

int run_export(const CommonOptions& common) {
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  const auto contents = read_all(workspace->ledger_file());
  if (!contents) return give_up(contents.error());
  print(export_lines(contents->entries, contents->state));
  return exit_ok;
}

}  // namespace

void add_ledger_reading(Verbs& verbs, CLI::App& group) {
  auto& verify = verbs.add_below(group, "verify",
                                 "Check the whole record: hashes, order, and what they amount to",
                                 "muster ledger verify", run_verify);
  verbs.with_format(verify, {"text", "json"});
  verbs.add_below(group, "export", "Print all of it as JSON lines; secrets are digests",
                  "muster ledger export > ledger.jsonl", run_export);
}

}  // namespace muster::cli
