#include "controller/serve/status_page.hpp"

#include <algorithm>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t rows_max = 200;  // of each table; the API has all

constexpr const char* head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="30">
<meta name="viewport" content="width=device-width">
<title>muster</title><style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top;border-bottom:1px solid #ddd}
.bad{color:#a00;font-weight:bold}code{font-size:.9em}
</style></head><body>
)";

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    if (c == '<') out += "&lt;";
    if (c == '>') out += "&gt;";
    if (c == '"') out += "&quot;";
    if (c == '\'') out += "&#39;";
    if (std::string_view("&<>\"'").find(c) == std::string_view::npos) out += c;
  }
  return out;
}

std::string code(std::string_view text) {
  return "<code>" + html_escaped(text) + "</code>";
}

std::string name_on_page(const ResourceKey& key) {
  return key.kind == Kind::project ? "the whole project" : html_escaped(to_string(key));
}

std::string ago(Timestamp at, Timestamp now) {
  const auto since = std::chrono::floor<std::chrono::seconds>(now - at);
  return format_duration(std::max<Duration>(since, Duration(0))) + " ago";
}

/// Cells are HTML.
class HtmlTable {
 public:
  HtmlTable(std::string title, std::vector<std::string> headers)
      : title_(std::move(title)), headers_(std::move(headers)) {}

  void add(const std::vector<std::string>& cells) {
    if (++rows_ > rows_max) return;
    body_ += "<tr>";
    for (const auto& cell : cells) body_ += "<td>" + cell + "</td>";
    body_ += "</tr>\n";
  }

  std::string html() const {
    if (rows_ == 0) return "";
    std::string out = "<h2>" + title_ + "</h2>\n<table><tr>";
    for (const auto& header : headers_) out += "<th>" + header + "</th>";
    out += "</tr>\n" + body_ + "</table>\n";
    if (rows_ > rows_max)
      out += "<p>... and " + std::to_string(rows_ - rows_max) + " more: see the API.</p>\n";
    return out;
  }

 private:
  std::string title_;
  std::vector<std::string> headers_;
  std::string body_;
  std::size_t rows_ = 0;
};

std::string summary(const DaemonStatus& status, const std::string& problem, Timestamp now) {
  std::string out = "<h1>" + html_escaped(status.project) + "</h1>\n";
  out += problem.empty() ? "<p>The daemon does its work.</p>\n"
                         : "<p class=\"bad\">" + html_escaped(problem) + "</p>\n";
  const auto line = [&out](const char* name, const std::string& html) {
    out += std::string("<tr><th>") + name + "</th><td>" + html + "</td></tr>\n";
  };
  out += "<table>\n";
  line("Source", html_escaped(status.source));
  line("In force", status.revision.empty()
                       ? "nothing yet"
                       : html_escaped(status.revision_label) + " " + code(status.revision));
  if (!status.latest_revision.empty() && status.latest_revision != status.revision)
    line("Seen, not in force", code(status.latest_revision));
  line("Account", html_escaped(status.endpoint));
  line("Last cycle", status.last_cycle_at ? ago(*status.last_cycle_at, now) : "none yet");
  line("Interval", format_duration(status.interval));
  line("Started", ago(status.started_at, now));
  if (status.hourly) line("Cost an hour", html_escaped(format_money(*status.hourly)));
  if (status.runway)
    line("Credit lasts", format_duration(std::chrono::floor<std::chrono::minutes>(*status.runway)));
  return out + "</table>\n";
}

std::string plans(const DaemonStatus& status, Timestamp now) {
  HtmlTable table("Plans", {"Plan", "State", "When", "What", "Waits because"});
  for (auto plan = status.plans.rbegin(); plan != status.plans.rend(); ++plan) {
    std::string reasons;
    for (const auto& reason : plan->held_by) reasons += html_escaped(reason) + "<br>";
    const bool waits = plan->phase == PlanPhase::waiting;
    const std::string phase(to_string(plan->phase));
    table.add({code(plan->hash.substr(0, 12)),
               waits ? "<span class=\"bad\">" + phase + "</span>" : phase, ago(plan->at, now),
               html_escaped(plan->summary), reasons});
  }
  return table.html();
}

std::string conditions(const DaemonStatus& status) {
  HtmlTable table("Conditions of the project", {"Condition", "", "Reason", "Message"});
  for (const auto& condition : status.conditions)
    table.add({html_escaped(condition.type), condition.status ? "true" : "false",
               html_escaped(condition.reason), html_escaped(condition.message)});
  return table.html();
}

std::string suspensions(const DaemonStatus& status) {
  HtmlTable table("Suspended", {"What", "Until", "Reason"});
  for (const auto& [key, suspension] : status.suspensions)
    table.add({name_on_page(key),
               suspension.until ? format_timestamp(*suspension.until) : "it is resumed",
               html_escaped(suspension.reason)});
  return table.html();
}

std::string resources(const DaemonStatus& status) {
  HtmlTable table("Resources", {"Resource", "Id", "Conditions", "Message"});
  for (const auto& [key, resource] : status.resources) {
    std::string types;
    std::string message;
    for (const auto& condition : resource.conditions) {
      const bool good = condition.status == (condition.type == "Ready");
      const auto text = (condition.status ? "" : "not ") + html_escaped(condition.type) + " (" +
                        html_escaped(condition.reason) + ")<br>";
      types += good ? text : "<span class=\"bad\">" + text + "</span>";
      if (!good && !condition.message.empty()) message += html_escaped(condition.message) + "<br>";
    }
    table.add({html_escaped(to_string(key)), html_escaped(resource.remote_id), types, message});
  }
  return table.html();
}

std::string schedules(const DaemonStatus& status) {
  HtmlTable table("Schedules", {"Schedule", "Next", "Last success", "Note"});
  for (const auto& schedule : status.schedules)
    table.add({html_escaped(to_string(schedule.key)),
               schedule.next.empty() ? "never" : format_timestamp(schedule.next.front()),
               schedule.last_success ? format_timestamp(*schedule.last_success) : "",
               html_escaped(schedule.note)});
  return table.html();
}

std::string events(const DaemonStatus& status) {
  HtmlTable table("Events", {"When", "What", "Reason", "Message"});
  for (auto event = status.events.rbegin(); event != status.events.rend(); ++event) {
    const auto reason = html_escaped(event->reason);
    const bool warning = event->severity == EventSeverity::warning;
    table.add({format_timestamp(event->at), name_on_page(event->key),
               warning ? "<span class=\"bad\">" + reason + "</span>" : reason,
               html_escaped(event->message)});
  }
  return table.html();
}

}  // namespace

std::string render_status_page(const DaemonStatus& status, const std::string& problem,
                               Timestamp now) {
  return head + summary(status, problem, now) + plans(status, now) + conditions(status) +
         suspensions(status) + resources(status) + schedules(status) + events(status) +
         "</body></html>\n";
}

}  // namespace muster
