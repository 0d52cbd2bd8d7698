#include "controller/cli/daemon_words.hpp"

#include "controller/cli/table.hpp"
#include "diff/plan_words.hpp"

#include <algorithm>
#include <optional>

namespace muster::cli {
namespace {

constexpr std::size_t hash_letters = 12;

/// Empty for what is not there or is no text.
std::string text_of(const Value& value, std::string_view member) {
  const auto* found = value.find(member);
  const auto* text = found != nullptr ? found->get_if<std::string>() : nullptr;
  return text != nullptr ? printable(*text) : "";
}

std::optional<std::int64_t> number_of(const Value& value, std::string_view member) {
  const auto* found = value.find(member);
  const auto* number = found != nullptr ? found->get_if<std::int64_t>() : nullptr;
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

bool is_true(const Value& value, std::string_view member) {
  const auto* found = value.find(member);
  const auto* flag = found != nullptr ? found->get_if<bool>() : nullptr;
  return flag != nullptr && *flag;
}

const Value::List& list_of(const Value& value, std::string_view member) {
  static const Value::List none;
  const auto* found = value.find(member);
  const auto* list = found != nullptr ? found->get_if<Value::List>() : nullptr;
  return list != nullptr ? *list : none;
}

std::string ago(const std::string& instant, Timestamp now) {
  const auto at = parse_timestamp(instant);
  if (!at) return instant;
  const auto since = std::chrono::floor<std::chrono::seconds>(now - *at);
  return format_duration(std::max<Duration>(since, Duration(0))) + " ago";
}

const Value* condition_of(const Value& owner, std::string_view type) {
  for (const auto& condition : list_of(owner, "conditions"))
    if (text_of(condition, "type") == type) return &condition;
  return nullptr;
}

/// "ready", or why not.
std::string state_of(const Value& owner) {
  const auto* ready = condition_of(owner, "Ready");
  if (ready == nullptr) return "not known yet";
  const auto reason = text_of(*ready, "reason");
  if (is_true(*ready, "status")) return "ready";
  return "not ready" + (reason.empty() ? "" : " (" + reason + ")");
}

std::string name_of(const Value& thing) {
  return text_of(thing, "kind") + "/" + text_of(thing, "name");
}

std::string headline(const Value& project) {
  std::string text = text_of(project, "name") + ": " + state_of(project);
  const auto label = text_of(project, "revisionLabel");
  text += label.empty() ? ", nothing was read yet\n" : ", at " + label + "\n";
  for (const auto& condition : list_of(project, "conditions")) {
    const bool good = is_true(condition, "status") == (text_of(condition, "type") == "Ready" ||
                                                       text_of(condition, "type") == "SourceReady");
    const auto message = text_of(condition, "message");
    if (!good && !message.empty())
      text += "  " + text_of(condition, "reason") + ": " + message + "\n";
  }
  return text;
}

std::string facts(const Value& project, Timestamp now) {
  std::string text = "Source: " + text_of(project, "source") + "\n";
  text += "Account: " + text_of(project, "endpoint") + "\n";
  const auto last = text_of(project, "lastCycleAt");
  const auto interval = std::chrono::seconds(number_of(project, "intervalSeconds").value_or(0));
  text += "Last cycle: " + (last.empty() ? "none yet" : ago(last, now)) + ", every " +
          format_duration(interval) + "; up since " + text_of(project, "startedAt") + "\n";
  const auto hourly = text_of(project, "hourly");
  if (!hourly.empty())
    text += "Cost: " + hourly + " " + text_of(project, "currency") + " an hour\n";
  if (const auto seconds = number_of(project, "runwaySeconds")) {
    const Duration runway = std::chrono::seconds(*seconds);
    text +=
        "Credit: lasts " + format_duration(std::chrono::floor<std::chrono::minutes>(runway)) + "\n";
  }
  return text;
}

std::string suspensions(const Value& project, Timestamp now) {
  std::string text;
  for (const auto& suspension : list_of(project, "suspensions")) {
    const auto resource = text_of(suspension, "resource");
    const auto until = text_of(suspension, "until");
    text += "Suspended: " + (resource == "project" ? "the whole project" : resource) + ", since " +
            ago(text_of(suspension, "since"), now) + ", until " +
            (until.empty() ? "`muster resume " + shell_word(resource) + "`" : until) + ": " +
            text_of(suspension, "reason") + "\n";
  }
  return text;
}

std::string waiting_plans(const Value& plans) {
  std::string text;
  for (const auto& plan : list_of(plans, "plans")) {
    const auto phase = text_of(plan, "phase");
    if (phase != "waiting" && phase != "running") continue;
    const auto hash = text_of(plan, "hash").substr(0, hash_letters);
    text += "Plan " + hash + " " +
            (phase == "waiting" ? "waits for approval. " : "is carried out. ") +
            text_of(plan, "summary") + "\n";
    if (phase != "waiting") continue;
    for (const auto& reason : list_of(plan, "heldBy"))
      if (const auto* sentence = reason.get_if<std::string>())
        text += "  because " + printable(*sentence) + "\n";
    text += "  `muster approve " + hash + "` releases it; `muster status --plan " + hash +
            "` shows it\n";
  }
  return text;
}

std::string resource_table(const Value& resources, std::size_t width, bool all) {
  Table table({"RESOURCE", "STATE", "ID", "TRIES", "NEXT", "MESSAGE"});
  std::size_t good = 0;
  for (const auto& resource : list_of(resources, "resources")) {
    const auto* ready = condition_of(resource, "Ready");
    const auto state = state_of(resource);
    if (state == "ready") ++good;
    if (state == "ready" && !all) continue;
    const auto failures = number_of(resource, "failures").value_or(0);
    table.add({name_of(resource), state, text_of(resource, "id"),
               failures > 0 ? std::to_string(failures) : "", text_of(resource, "nextAttempt"),
               ready != nullptr ? text_of(*ready, "message") : ""});
  }
  const auto total = list_of(resources, "resources").size();
  std::string text = "Resources: " + std::to_string(good) + " of " + std::to_string(total) +
                     " as the manifests say\n";
  return table.rows() > 0 ? text + "\n" + table.render(width) : text;
}

std::string schedule_table(const Value& schedules, std::size_t width) {
  Table table({"SCHEDULE", "NEXT", "LAST-SUCCESS", "NOTE"});
  for (const auto& schedule : list_of(schedules, "schedules")) {
    const auto& next = list_of(schedule, "next");
    const auto* first = next.empty() ? nullptr : next.front().get_if<std::string>();
    table.add({name_of(schedule), first != nullptr ? *first : "never",
               text_of(schedule, "lastSuccess"), text_of(schedule, "note")});
  }
  return table.rows() > 0 ? "\n" + table.render(width) : "";
}

}  // namespace

Value document_of(const DaemonView& view) {
  const auto member = [](const Value& document, const char* name) {
    const auto* found = document.find(name);
    return Value::Member{name, found != nullptr ? *found : Value()};
  };
  return Value::Map{{"project", view.project},
                    member(view.resources, "resources"),
                    member(view.plans, "plans"),
                    member(view.schedules, "schedules")};
}

std::string status_text(const DaemonView& view, Timestamp now, std::size_t width, bool all) {
  return headline(view.project) + facts(view.project, now) + suspensions(view.project, now) +
         waiting_plans(view.plans) + resource_table(view.resources, width, all) +
         schedule_table(view.schedules, width);
}

}  // namespace muster::cli
