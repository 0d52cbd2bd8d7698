#include "api/net/real_clock.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/table.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/schedule/calendar.hpp"
#include "controller/schedule/cron.hpp"
#include "controller/schedule/power_timetable.hpp"
#include "model/suggest.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

constexpr std::size_t count_max = 10'000;

struct NextFlags {
  std::string name;
  std::string cron;
  std::string time_zone;
  std::string from;
  std::size_t count = 5;
};

/// One of the instants that were asked for.
struct Due {
  Timestamp at{};
  ClockChange change = ClockChange::none;
  std::optional<PowerState> power;  // of a PowerSchedule: what the machines are then
};

/// What is looked ahead.
struct Ahead {
  Value::Map says;  // what the schedule is, as JSON shows it
  std::string title;
  TimeZone zone;
  std::vector<Due> next;
};

Result<TimeZone> zone_named(const std::string& name) {
  const auto zone = TimeZone::find(name);
  if (zone) return *zone;
  return fail(Errc::invalid_input, "\"" + name +
                                       "\" is no time zone that this machine knows: give an IANA "
                                       "name such as Europe/Oslo or UTC");
}

Result<Cron> cron_of(const std::string& text) {
  auto cron = parse_cron(text);
  if (!cron) return fail(Errc::invalid_input, cron.error());
  return *cron;
}

Result<Timestamp> start_of(const NextFlags& flags) {
  if (flags.from.empty()) {
    const net::RealClock clock;
    return std::chrono::floor<std::chrono::seconds>(clock.wall_now());
  }
  const auto from = parse_timestamp(flags.from);
  if (from) return *from;
  return fail(Errc::invalid_input,
              "--from wants an instant such as 2026-03-28T12:00:00Z, not \"" + flags.from + "\"");
}

std::vector<Due> runs_of(const Cron& cron, const TimeZone& zone, Timestamp from,
                         std::size_t count) {
  std::vector<Due> due;
  auto next = next_after(cron, zone, from);
  for (; next && due.size() < count; next = next_after(cron, zone, *next))
    due.push_back({.at = *next, .change = clock_change_at(cron, zone, *next), .power = {}});
  return due;
}

std::vector<Due> turns_of(const PowerTimetable& timetable, Timestamp from, std::size_t count) {
  std::vector<Due> due;
  auto next = timetable.at(from, Duration(0)).next;
  while (next && due.size() < count) {
    const auto then = timetable.at(*next, Duration(0));
    due.push_back({.at = *next, .power = then.state});
    next = then.next;
  }
  return due;
}

Result<Ahead> look_ahead(const std::string& text, const std::string& zone_name, Timestamp from,
                         std::size_t count) {
  MUSTER_TRY(const auto cron, cron_of(text));
  MUSTER_TRY(const auto zone, zone_named(zone_name));
  return Ahead{{{"cron", text}, {"time_zone", zone_name}},
               text + " in " + zone_name,
               zone,
               runs_of(cron, zone, from, count)};
}

Result<Ahead> look_ahead(const PowerScheduleSpec& spec, Timestamp from, std::size_t count) {
  const std::string zone_name = spec.time_zone.value_or("UTC");
  MUSTER_TRY(const auto zone, zone_named(zone_name));
  const auto timetable = PowerTimetable::of(spec);
  if (!timetable)
    return fail(Errc::invalid_input, "its cron expressions cannot be read: see `muster validate`");
  return Ahead{
      {{"hibernate", spec.hibernate}, {"restore", spec.restore}, {"time_zone", zone_name}},
      "hibernate at " + spec.hibernate + ", restore at " + spec.restore + " in " + zone_name,
      zone,
      turns_of(*timetable, from, count)};
}

/// The schedule of that name, of either kind. "PowerSchedule/nights" says which.
Result<const Resource*> schedule_named(const DesiredState& desired, const std::string& name) {
  std::vector<const Resource*> found;
  std::vector<std::string_view> names;
  for (const auto& resource : desired.resources) {
    if (resource.key.kind != Kind::snapshot_schedule && resource.key.kind != Kind::power_schedule)
      continue;
    names.push_back(resource.key.name);
    if (resource.key.name == name || to_string(resource.key) == name) found.push_back(&resource);
  }
  if (found.size() == 1) return found.front();
  if (found.size() > 1)
    return fail(Errc::invalid_input, "there are two schedules of this name: say " +
                                         to_string(found[0]->key) + " or " +
                                         to_string(found[1]->key));
  const auto near = nearest(name, names);
  return fail(Errc::not_found,
              "the manifests have neither a SnapshotSchedule nor a PowerSchedule \"" + name + "\"" +
                  (near ? "; did you mean " + std::string(*near) + "?" : ""));
}

const char* word_of(ClockChange change) {
  switch (change) {
    case ClockChange::none:
      return "";
    case ClockChange::jumped:
      return "its time is left out by daylight saving: right after";
    case ClockChange::repeated:
      return "its time comes twice by daylight saving: the first of them";
  }
  return "";
}

void show(const CommonOptions& common, Ahead ahead, Timestamp from) {
  if (common.format != Format::text) {
    Value::List next;
    for (const auto& due : ahead.next)
      if (due.power)
        next.push_back(Value::Map{{"time", format_timestamp(due.at)},
                                  {"powerState", std::string(to_string(*due.power))}});
      else
        next.push_back(format_timestamp(due.at));
    ahead.says.emplace_back("from", format_timestamp(from));
    ahead.says.emplace_back("next", std::move(next));
    const Value document(std::move(ahead.says));
    print(common.format == Format::yaml ? yaml_document(document) : json_document(document));
    return;
  }
  if (ahead.next.empty()) {
    print(ahead.title + ": never\n");
    return;
  }
  const bool power = ahead.next.front().power.has_value();
  Table table({"UTC", "LOCAL", power ? "MACHINES" : "NOTE"});
  for (const auto& due : ahead.next)
    table.add({format_timestamp(due.at), format_wall_time(wall_time(ahead.zone, due.at)),
               due.power ? std::string(to_string(*due.power)) : word_of(due.change)});
  print(ahead.title + "\n" + table.render(output_width()));
}

Result<Ahead> look_ahead(const Workspace& workspace, const NextFlags& flags, Timestamp from) {
  MUSTER_TRY(const auto* schedule, schedule_named(workspace.loaded.desired, flags.name));
  Result<Ahead> ahead = fail(Errc::internal, "no schedule");
  if (const auto* snapshots = std::get_if<SnapshotScheduleSpec>(&schedule->spec))
    ahead =
        look_ahead(snapshots->schedule, snapshots->time_zone.value_or("UTC"), from, flags.count);
  else
    ahead = look_ahead(std::get<PowerScheduleSpec>(schedule->spec), from, flags.count);
  if (!ahead) return ahead;
  ahead->says.insert(ahead->says.begin(), {"schedule", to_string(schedule->key)});
  ahead->title = to_string(schedule->key) + ": " + ahead->title;
  return ahead;
}

int run_next(const CommonOptions& common, const NextFlags& flags) {
  if (flags.name.empty() == flags.cron.empty())
    return give_up(Error(Errc::invalid_input,
                         "say which schedule: the NAME of one of the manifests, or --cron with an "
                         "expression such as \"0 3 * * *\""));
  if (!flags.name.empty() && !flags.time_zone.empty())
    return give_up(Error(Errc::invalid_input, "--time-zone belongs to --cron; the manifest of " +
                                                  flags.name + " has its own"));
  const auto from = start_of(flags);
  if (!from) return give_up(from.error());
  if (!flags.cron.empty()) {
    auto ahead = look_ahead(flags.cron, flags.time_zone.empty() ? "UTC" : flags.time_zone, *from,
                            flags.count);
    if (!ahead) return give_up(ahead.error());
    show(common, *std::move(ahead), *from);
    return exit_ok;
  }
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  print_diagnostics(workspace->loaded.diagnostics);
  if (has_errors(workspace->loaded.diagnostics)) return exit_invalid_manifests;
  auto ahead = look_ahead(*workspace, flags, *from);
  if (!ahead) return give_up(ahead.error());
  show(common, *std::move(ahead), *from);
  return exit_ok;
}

}  // namespace

void add_schedule(Verbs& verbs) {
  auto& group = verbs.add_group("schedule", "When schedules are due");
  const auto flags = std::make_shared<NextFlags>();
  auto& verb = verbs.add_below(
      group, "next", "The next runs of a schedule, or of any cron expression; offline",
      "muster schedule next nightly --count 10\n  muster schedule next --cron \"30 2 * * *\" "
      "--time-zone Europe/Oslo --from 2026-03-28T00:00:00Z -o json",
      [flags](const CommonOptions& common) { return run_next(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_format(verb, {"text", "json", "yaml"});
  verb.add_option("NAME", flags->name, "A SnapshotSchedule or PowerSchedule of the manifests");
  verb.add_option("--cron", flags->cron, "Five fields, or @daily and the like; needs no project")
      ->type_name("EXPRESSION");
  verb.add_option("--time-zone", flags->time_zone, "IANA name; without it UTC")->type_name("ZONE");
  verb.add_option("--from", flags->from, "After this instant; without it, from now on")
      ->type_name("INSTANT");
  verb.add_option("--count", flags->count, "How many")
      ->check(CLI::Range(std::size_t{1}, count_max))
      ->capture_default_str();
}

}  // namespace muster::cli
