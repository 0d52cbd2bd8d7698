#include "controller/simulate/simulate.hpp"

#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/sandbox_options.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/schedule/calendar.hpp"
#include "controller/simulate/views.hpp"
#include "controller/source/write_file.hpp"
#include "diff/plan_words.hpp"

#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct SimulateFlags {
  std::int64_t days = 30;
  std::string from;
  std::string zone = "UTC";
  std::string credit;
  std::string currency = "USD";
  std::string stock;
  std::string svg;
  bool detailed_exitcode = false;
};

/// Midnight of that date, or of today, in the zone.
Result<Timestamp> first_day(const SimulateFlags& flags, const TimeZone& zone, Timestamp now) {
  if (flags.from.empty()) return instant_of(zone, wall_time(zone, now).day(), Duration(0));
  const auto date = parse_timestamp(flags.from + "T00:00:00Z");
  if (!date || flags.from.size() != std::string_view("2026-01-31").size())
    return fail(Errc::invalid_input,
                "--from wants a date such as 2026-01-31, not \"" + flags.from + "\"");
  return instant_of(
      zone,
      std::chrono::local_days(std::chrono::floor<std::chrono::days>(*date).time_since_epoch()),
      Duration(0));
}

Result<SimulationOptions> options_of(const SimulateFlags& flags) {
  const auto zone = TimeZone::find(flags.zone);
  if (!zone)
    return fail(Errc::invalid_input,
                "--time-zone wants an IANA name such as Europe/Oslo, not \"" + flags.zone + "\"");
  const net::RealClock clock;
  MUSTER_TRY(const Timestamp from, first_day(flags, *zone, clock.wall_now()));
  SandboxFlags cloud;
  cloud.currency = flags.currency;
  cloud.stock = flags.stock;
  if (!flags.credit.empty()) cloud.credit = flags.credit;
  MUSTER_TRY(auto sandbox, sandbox_options(cloud));
  const auto last = wall_time(*zone, from).day() + std::chrono::days(flags.days);
  SimulationOptions options{.from = from,
                            .to = instant_of(*zone, last, Duration(0)),
                            .zone = *zone,
                            .credit_cents = {},
                            .currency = flags.currency,
                            .stock = std::move(sandbox.cloud.stock)};
  if (!flags.credit.empty()) options.credit_cents = sandbox.cloud.credit_cents;
  return options;
}

int run_simulate(const CommonOptions& common, const SimulateFlags& flags) {
  const auto options = options_of(flags);
  if (!options) return give_up(options.error());
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  if (const auto any = expect_project(*workspace); !any) return give_up(any.error());
  print_diagnostics(workspace->loaded.diagnostics);
  if (has_errors(workspace->loaded.diagnostics)) return exit_invalid_manifests;
  const auto told = simulate(workspace->loaded.desired, workspace->loaded.project, *options);
  if (!told) return give_up(told.error());
  if (!flags.svg.empty())
    if (const auto written = write_file(flags.svg, cost_svg(*told)); !written)
      return give_up(written.error());
  if (common.format == Format::json) print(json_document(simulated_value(*told)));
  if (common.format == Format::yaml) print(yaml_document(simulated_value(*told)));
  if (common.format == Format::text) print(simulated_text(*told));
  return flags.detailed_exitcode && !told->problems.empty() ? exit_changes : exit_ok;
}

}  // namespace

void add_simulate(Verbs& verbs) {
  const auto flags = std::make_shared<SimulateFlags>();
  auto& verb = verbs.add(
      "simulate", "What schedules, leases and credit will do, on a virtual clock and without key",
      "muster simulate --days 30 --from 2026-01-01 --credit 500 --svg cost.svg",
      [flags](const CommonOptions& common) { return run_simulate(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_format(verb, {"text", "json", "yaml"});
  verb.add_option("--days", flags->days, "How many")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  verb.add_option("--from", flags->from, "The first day; without it, today")->type_name("DATE");
  verb.add_option("--time-zone", flags->zone, "Of the calendar; schedules go by their own")
      ->capture_default_str();
  verb.add_option("--credit", flags->credit,
                  "Prepaid credit at the beginning; without it, as much as is needed");
  verb.add_option("--currency", flags->currency, "Of the credit and the costs")
      ->check(CLI::IsMember({"USD", "EUR", "INR"}))
      ->capture_default_str();
  verb.add_option("--stock", flags->stock,
                  "File with lines of REGION MODEL GPUS; without it there are always enough")
      ->type_name("FILE");
  verb.add_option("--svg", flags->svg, "Draw the cost curve into FILE")->type_name("FILE");
  verb.add_flag("--detailed-exitcode", flags->detailed_exitcode, "Exit 2 when there are problems");
}

}  // namespace muster::cli
