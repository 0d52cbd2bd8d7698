#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/daemon_client.hpp"
#include "controller/cli/daemon_words.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "diff/plan_words.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct StatusFlags {
  std::string plan;
};

Task<Result<DaemonView>> read_view(DaemonClient& daemon) {
  DaemonView view;
  MUSTER_CO_TRY(const auto projects, co_await daemon.read("projects"));
  const auto* list = projects.find("projects");
  const auto* rows = list != nullptr ? list->get_if<Value::List>() : nullptr;
  if (rows == nullptr || rows->empty())
    co_return fail(Errc::protocol, "the daemon does not say which project it keeps");
  view.project = rows->front();
  MUSTER_CO_TRY(view.resources, co_await daemon.read("resources"));
  MUSTER_CO_TRY(view.plans, co_await daemon.read("plans"));
  MUSTER_CO_TRY(view.schedules, co_await daemon.read("schedules"));
  co_return view;
}

int print_document(const CommonOptions& common, const Value& document, const std::string& text) {
  if (common.format == Format::json) print(json_document(document));
  if (common.format == Format::yaml) print(yaml_document(document));
  if (common.format == Format::text || common.format == Format::wide) print(text);
  return exit_ok;
}

int show_one_plan(const CommonOptions& common, Machine& machine, DaemonClient& daemon,
                  const std::string& hash) {
  const auto plan = machine.loop.run(daemon.read("plans/" + net::percent_encode(hash)));
  if (!plan) return give_up(plan.error());
  const auto* text = plan->find("text");
  const auto* lines = text != nullptr ? text->get_if<std::string>() : nullptr;
  return print_document(common, *plan, lines != nullptr ? *lines : "");
}

int run_status(const CommonOptions& common, const StatusFlags& flags) {
  Machine machine;
  auto daemon = DaemonClient::find(common, machine.clock);
  if (!daemon) return give_up(daemon.error());
  if (!flags.plan.empty()) return show_one_plan(common, machine, *daemon, flags.plan);
  const auto view = machine.loop.run(read_view(*daemon));
  if (!view) return give_up(view.error());
  const auto text =
      status_text(*view, machine.clock.wall_now(), output_width(), common.format == Format::wide);
  return print_document(common, document_of(*view), text);
}

}  // namespace

void add_status(Verbs& verbs) {
  const auto flags = std::make_shared<StatusFlags>();
  auto& verb =
      verbs.add("status", "What the daemon of this project does, and what keeps it from more",
                "muster status -o json",
                [flags](const CommonOptions& common) { return run_status(common, *flags); });
  verbs.with_format(verb, {"text", "wide", "json", "yaml"});
  verb.add_option("--plan", flags->plan, "Show this plan, by its hash or the beginning of it")
      ->type_name("HASH");
}

}  // namespace muster::cli
