#include "controller/serve/metrics.hpp"

#include "tests/controller/serve/fake_daemon.hpp"

#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sys/wait.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string render(const DaemonStatus& status) {
  CycleHistogram cycles;
  cycles.take(status.counters);
  return render_metrics(status, cycles, "1.2.3");
}

TEST(Metrics, say_what_the_status_says) {
  const auto text = render(busy_status());
  for (const char* line :
       {"controller_runtime_reconcile_total{controller=\"project\",result=\"success\"} 2",
        "controller_runtime_reconcile_total{controller=\"project\",result=\"requeue\"} 0",
        "controller_runtime_reconcile_errors_total{controller=\"project\"} 1",
        "workqueue_depth{name=\"project\"} 3",
        "rest_client_requests_total{code=\"200\",method=\"GET\"} 12",
        "rest_client_requests_total{code=\"<error>\",method=\"POST\"} 1",
        "rest_client_requests_total{code=\"200\",method=\"DELETE\"} 0",
        "muster_cost_hourly{currency=\"EUR\"} 2.2900001", "muster_credit_runway_seconds 5400",
        "muster_gpu_stock{model=\"L40\",region=\"NORWAY-1\"} 7",
        "muster_drift_total{kind=\"Volume\"} 0",
        "muster_resource_condition{kind=\"VirtualMachine\",name=\"trainer\",type=\"Ready\"} 0",
        "muster_resource_condition{kind=\"Project\",name=\"infra\",type=\"Ready\"} 1",
        "muster_snapshot_last_success_timestamp_seconds{schedule=\"nightly\"} 1767150000",
        "muster_last_cycle_timestamp_seconds 1767225600", "muster_suspended 1",
        "muster_plans_waiting 1", "muster_resources 2"})
    EXPECT_THAT(text, HasSubstr(std::string("\n") + line + "\n"));
}

TEST(Metrics, begin_with_every_family_and_no_credit_of_zero) {
  const auto text = render(DaemonStatus());
  for (const char* line :
       {"controller_runtime_reconcile_total{controller=\"project\",result=\"error\"} 0",
        "muster_source_fetch_total{result=\"success\"} 0",
        "controller_runtime_reconcile_time_seconds_count{controller=\"project\"} 0",
        "# TYPE muster_credit_runway_seconds gauge"})
    EXPECT_THAT(text, HasSubstr(std::string("\n") + line + "\n"));
  EXPECT_THAT(text, Not(HasSubstr("\nmuster_credit_runway_seconds ")));
}

TEST(Metrics, label_values_cannot_break_out) {
  DaemonStatus status;
  status.stock[{"a\"b\\c\nd", "x"}] = 1;
  EXPECT_THAT(render(status),
              HasSubstr("muster_gpu_stock{model=\"a\\\"b\\\\c\\nd\",region=\"x\"} 1\n"));
}

TEST(CycleHistogram, buckets_are_cumulative_when_shown) {
  const auto text = render(busy_status());
  const std::string name =
      "controller_runtime_reconcile_time_seconds_bucket{controller=\"project\",le=";
  EXPECT_THAT(text, HasSubstr(name + "\"0.05\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(name + "\"0.1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(name + "\"0.25\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(name + "\"3600\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(name + "\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("_time_seconds_sum{controller=\"project\"} 5000.25\n"));
}

TEST(CycleHistogram, counts_each_cycle_once_whether_the_list_grows_or_is_cut) {
  CycleHistogram cycles;
  DaemonCounters counters;
  counters.cycles["success"] = 2;
  counters.cycle_seconds = {1, 1};
  cycles.take(counters);
  cycles.take(counters);
  EXPECT_EQ(cycles.count(), 2U);
  counters.cycles["error"] = 1;
  counters.cycle_seconds = {1, 1, 1};
  cycles.take(counters);
  EXPECT_EQ(cycles.count(), 3U);
  counters.cycles["error"] = 2;
  counters.cycle_seconds = {7};
  cycles.take(counters);
  EXPECT_EQ(cycles.count(), 4U);
  EXPECT_EQ(cycles.sum(), 10);
}

/// Runs a shell command; what it printed, and "exit N" if N is not 0.
std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "cannot run " + command;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  const int status = ::pclose(pipe);
  if (status != 0) text += "exit " + std::to_string(WEXITSTATUS(status));
  return text;
}

const std::string promtool = MUSTER_SOURCE_DIR "/scripts/promtool";
const fs::path examples = MUSTER_SOURCE_DIR "/examples/daemon";

TEST(Promtool, accepts_the_metrics_of_a_busy_and_of_a_new_daemon) {
  for (const auto& status : {busy_status(), DaemonStatus()}) {
    const auto file = fs::path(testing::TempDir()) / "muster_metrics.txt";
    std::ofstream(file) << render(status);
    EXPECT_EQ(output_of(promtool + " check metrics <" + file.string()), "");
  }
}

TEST(Promtool, accepts_the_alert_rules_and_they_fire_as_they_should) {
  EXPECT_THAT(output_of(promtool + " check rules " + (examples / "alerts.yaml").string()),
              HasSubstr("SUCCESS"));
  EXPECT_THAT(output_of(promtool + " test rules " MUSTER_SOURCE_DIR
                                   "/tests/controller/serve/alerts_test.yaml"),
              HasSubstr("SUCCESS"));
}

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> families() {
  std::set<std::string> names;
  const auto text = render(DaemonStatus());
  const std::string mark = "# TYPE ";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto start = at + mark.size();
    const auto name = text.substr(start, text.find(' ', start) - start);
    names.insert(name);
    if (!text.substr(start, text.find('\n', start) - start).ends_with("histogram")) continue;
    for (const char* suffix : {"_bucket", "_sum", "_count"}) names.insert(name + suffix);
  }
  return names;
}

/// The names in an expression that are of the daemon's metrics, by their beginning.
std::set<std::string> metrics_in(const std::string& expression) {
  std::set<std::string> names;
  std::string word;
  for (const char c : expression + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      word += c;
      continue;
    }
    for (const char* start : {"muster_", "controller_runtime_", "workqueue_", "rest_client_"})
      if (word.starts_with(start)) names.insert(word);
    word.clear();
  }
  return names;
}

void collect_expressions(const nlohmann::json& json, std::vector<std::string>& found) {
  if (json.is_object() && json.contains("expr")) found.push_back(json["expr"]);
  if (json.is_structured())
    for (const auto& item : json) collect_expressions(item, found);
}

TEST(Dashboard, is_json_whose_every_panel_shows_metrics_that_there_are) {
  const auto dashboard = nlohmann::json::parse(read(examples / "dashboard.json"), nullptr, false);
  ASSERT_FALSE(dashboard.is_discarded());
  const auto known = families();
  for (const auto& panel : dashboard["panels"]) {
    SCOPED_TRACE(panel["title"].dump());
    std::vector<std::string> expressions;
    collect_expressions(panel, expressions);
    if (panel["type"] != "row") EXPECT_FALSE(expressions.empty());
    for (const auto& expression : expressions) {
      const auto names = metrics_in(expression);
      EXPECT_FALSE(names.empty()) << expression;
      for (const auto& name : names) EXPECT_TRUE(known.contains(name)) << name;
    }
  }
}

TEST(Alerts, ask_only_for_metrics_that_there_are) {
  const auto names = metrics_in(read(examples / "alerts.yaml"));
  EXPECT_GT(names.size(), 5U);
  const auto known = families();
  for (const auto& name : names) EXPECT_TRUE(known.contains(name)) << name;
}

TEST(ServiceUnit, is_rated_as_safe) {
  const auto text = output_of("systemd-analyze security --no-pager --offline=true --threshold=25 " +
                              (examples / "muster.service").string());
  EXPECT_THAT(text, Not(HasSubstr("exit ")));
  EXPECT_THAT(text, HasSubstr("Overall exposure level"));
}

}  // namespace
}  // namespace muster
