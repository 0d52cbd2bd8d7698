// Billing records: what the account paid for, stretch by stretch.

#include "api/sandbox/billing.hpp"
#include "api/sandbox/store.hpp"
#include "tests/api/sandbox/account.hpp"

#include <cmath>
#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

json bills(Account& account, const std::string& kind, const std::string& query = "") {
  return account.get("/" + kind + "-hourly-billing/" + query).body;
}

double in_major_units(Units units) {
  return static_cast<double>(units) / (100.0 * units_per_cent);
}

TEST(SandboxBill, begins_when_a_machine_is_active_and_goes_on_while_it_runs) {
  Account account;
  const std::string id = account.running(account.advanced("one"));
  account.wait(90min);
  const json body = bills(account, "instance");
  ASSERT_EQ(body["records"].size(), 1U);
  const json& record = body["records"][0];
  EXPECT_EQ(record["instance_id"], id);
  EXPECT_EQ(record["vm_name"], "one");
  EXPECT_EQ(record["status"], "active");
  EXPECT_EQ(record["end_time"], nullptr);
  EXPECT_EQ(record["start_time"], "2026-01-15T10:03:00Z");
  EXPECT_EQ(record["total_duration_minutes"], 90);
  EXPECT_TRUE(record["billing_id"].get<std::string>().ends_with("DB"));
}

TEST(SandboxBill, costs_as_the_published_example) {
  Options options;
  options.credit_cents = 10'000'00;
  Account account(options);
  json wanted = account.advanced("ml-training-server");
  wanted["gpu_model"] = "H100-SXM5-80GB";
  wanted["gpu_count"] = 4;
  account.running(wanted);
  account.wait(7200min - 5s);
  const json record = bills(account, "instance")["records"][0];
  EXPECT_EQ(record["total_duration_minutes"], 7200);
  EXPECT_DOUBLE_EQ(record["per_minute_rate"], 0.166);
  EXPECT_DOUBLE_EQ(record["total_cost"], 1195.2);
}

TEST(SandboxBill, has_a_record_for_each_stretch_at_one_rate) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  account.wait(1h);
  account.post("/instances/" + id + "/hibernate/");
  account.wait(3min);
  account.wait(2h);
  json body = bills(account, "instance");
  ASSERT_EQ(body["records"].size(), 2U);
  EXPECT_EQ(body["records"][0]["status"], "completed");
  EXPECT_EQ(body["records"][1]["status"], "hibernated");
  EXPECT_DOUBLE_EQ(body["records"][1]["per_minute_rate"], 0.00017);
  EXPECT_EQ(body["records"][1]["total_duration_minutes"], 120);
  EXPECT_EQ(body["summary"]["completedCount"], 1);
  EXPECT_EQ(body["summary"]["hibernatedCount"], 1);
  EXPECT_EQ(body["summary"]["activeCount"], 0);
  account.remove("/instances/" + id + "/");
  account.wait(10h);
  body = bills(account, "instance");
  EXPECT_EQ(body["summary"]["completedCount"], 2) << "records outlive what they are about";
}

TEST(SandboxBill, of_a_volume_grows_with_it_and_tells_its_status) {
  Account account;
  json wanted = account.volume_body("data", "advanced");
  wanted["size_gb"] = 1000;
  const std::string id = account.post("/volumes/", wanted).body["volume"]["volume_id"];
  account.wait(10h);
  account.post("/volumes/" + id + "/resize/", {{"size_gb", 2000}});
  account.wait(1h);
  json body = bills(account, "volume");
  ASSERT_EQ(body["records"].size(), 2U);
  EXPECT_EQ(body["records"][0]["size_gb"], 1000);
  EXPECT_EQ(body["records"][1]["size_gb"], 2000);
  EXPECT_EQ(body["records"][1]["status"], "available");
  EXPECT_EQ(body["summary"]["totalSizeGB"], 3000);
  EXPECT_TRUE(body["records"][0]["billing_id"].get<std::string>().starts_with("VBILL_"));
  EXPECT_NE(body["records"][0]["billing_id"], body["records"][1]["billing_id"]);
  account.remove("/volumes/" + id + "/");
  account.wait(1h);
  EXPECT_EQ(bills(account, "volume")["records"][1]["status"], "deleted");
}

TEST(SandboxBill, of_a_snapshot_is_that_of_the_published_example) {
  Account account;
  json wanted = account.legacy("one");
  wanted["boot_volume_size_gb"] = 250;
  const std::string id = account.snapshot("before-upgrade", account.running(wanted));
  account.wait(1440min);
  const json body = bills(account, "snapshot");
  ASSERT_EQ(body["records"].size(), 1U);
  const json& record = body["records"][0];
  EXPECT_EQ(record["snapshot_id"], id);
  EXPECT_EQ(record["snapshot_name"], "before-upgrade");
  EXPECT_EQ(record["size_gb"], 250);
  EXPECT_EQ(record["total_duration_minutes"], 1440);
  EXPECT_DOUBLE_EQ(record["per_minute_rate"], 0.00417);
  EXPECT_DOUBLE_EQ(record["total_cost"], 6.005);
  EXPECT_EQ(record["status"], "completed");
  EXPECT_EQ(body["tier"], "legacy");
  EXPECT_EQ(body["summary"]["activeCount"], 1);
}

/// What the rounding of rates and costs may make of a record.
double rounding_of(const json& record) {
  return record["total_duration_minutes"].get<double>() * 0.000005 + 0.0005;
}

TEST(SandboxBill, adds_up_to_what_the_credit_lost) {
  Account account;
  const Units before = account.cloud.balance_units();
  const std::string one = account.running(account.legacy("one"));
  const std::string two = account.running(account.advanced("two"));
  const std::string data = account.volume("data");
  const std::string copy = account.snapshot("copy", one);
  account.wait(7h + 13s);
  account.post("/instances/" + one + "/stop/");
  account.wait(3h + 7s);
  account.post("/instances/" + two + "/hibernate/");
  account.wait(30h + 1ms);
  account.post("/instances/" + two + "/restore/");
  account.wait(5min);
  account.remove("/instances/" + one + "/");
  account.remove("/instances/" + two + "/");
  account.remove("/volumes/" + data + "/");
  account.remove("/snapshots/" + copy + "/");
  account.wait(1h);
  double billed = 0;
  double rounding = 1e-9;
  for (const auto* kind : {"instance", "volume", "snapshot"}) {
    const json body = bills(account, kind, "?limit=100");
    double listed = 0;
    for (const json& record : body["records"]) {
      EXPECT_NE(record["end_time"], nullptr) << record;
      listed += record["total_cost"].get<double>();
      rounding += rounding_of(record);
    }
    EXPECT_NEAR(listed, body["summary"]["totalCost"].get<double>(), 1e-9) << kind;
    billed += listed;
  }
  EXPECT_GT(billed, 10);
  EXPECT_NEAR(in_major_units(before - account.cloud.balance_units()), billed, rounding);
}

struct Filtered {
  const char* query;
  std::size_t records;
};

TEST(SandboxBill, is_filtered_as_documented) {
  Account account;
  account.post("/volumes/", account.volume_body("small"));
  account.wait(36h);  // until the 16th, 22:00
  json large = account.volume_body("large");
  large["size_gb"] = 500;
  account.post("/volumes/", large);
  account.wait(1h);
  const Filtered cases[] = {
      {"", 2},
      {"?start_date&end_date&status&size&min_cost&max_cost&min_minutes&max_minutes", 2},
      {"?start_date=2026-01-15&end_date=2026-01-15", 1},
      {"?start_date=2026-01-16", 1},
      {"?end_date=2026-01-16", 2},
      {"?end_date=2026-01-14", 0},
      {"?size=500", 1},
      {"?size=501", 0},
      {"?status=available", 2},
      {"?status=in-use", 0},
      {"?min_cost=0.1", 1},
      {"?max_cost=0.1", 1},
      {"?min_cost=0.05&max_cost=0.05", 1},
      {"?min_minutes=61", 1},
      {"?max_minutes=60", 1},
  };
  for (const auto& c : cases) {
    const json body = bills(account, "volume", c.query);
    EXPECT_EQ(body["records"].size(), c.records) << c.query << body;
    EXPECT_EQ(body["total"], c.records) << c.query;
    if (c.records == 0) EXPECT_EQ(body["summary"]["totalCost"], 0) << c.query;
  }
}

TEST(SandboxBill, refuses_filters_that_are_none) {
  Account account;
  for (const auto* kind : {"instance", "volume", "snapshot"}) {
    for (const auto* text :
         {"2026-1-15", "15.01.2026", "2026-02-30", "2026-01-15T00:00:00Z", "x"}) {
      const Answer answer =
          account.get("/" + std::string(kind) + "-hourly-billing/?start_date=" + text);
      EXPECT_EQ(answer.status, 400) << text;
      EXPECT_EQ(answer.code(), "INVALID_DATE_FORMAT") << text;
      EXPECT_EQ(answer.body["message"], "Invalid start_date format. Use YYYY-MM-DD");
    }
    for (const auto* filter : {"min_cost=much", "max_cost=-1", "min_minutes=1h", "page=0"})
      EXPECT_EQ(account.get("/" + std::string(kind) + "-hourly-billing/?" + filter).status, 400)
          << filter;
  }
}

TEST(SandboxBill, is_paged_with_a_summary_of_all_pages) {
  Account account;
  for (int i = 0; i < 5; ++i)
    account.post("/volumes/", account.volume_body("v" + std::to_string(i)));
  account.wait(10min);
  const json page = bills(account, "volume", "?limit=2&page=3");
  ASSERT_EQ(page["records"].size(), 1U);
  EXPECT_EQ(page["records"][0]["volume_name"], "v4");
  EXPECT_EQ(page["total"], 5);
  EXPECT_EQ(page["total_pages"], 3);
  EXPECT_EQ(page["summary"]["totalMinutes"], 50);
  EXPECT_EQ(page["summary"]["averageUsage"], 10);
}

TEST(SandboxBill, runs_as_fast_as_the_time_scale) {
  Options options;
  options.time_scale = 60;
  Account account(options);
  account.post("/volumes/", account.volume_body("data"));
  account.wait(10min);
  EXPECT_EQ(bills(account, "volume")["records"][0]["total_duration_minutes"], 600);
}

TEST(SandboxBill, keeps_the_newest_records_and_all_that_run) {
  Options options;
  options.history_max = 4;
  Account account(options);
  const std::string kept = account.volume("kept");
  for (int i = 0; i < 6; ++i)
    account.remove("/volumes/" + account.volume("v" + std::to_string(i)) + "/");
  account.wait(1min);
  const json records = bills(account, "volume")["records"];
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[0]["volume_id"], kept);
  EXPECT_EQ(records[1]["volume_name"], "v3");
  EXPECT_EQ(records[3]["volume_name"], "v5");
}

TEST(SandboxBill, survives_a_restart) {
  std::string name = (std::filesystem::temp_directory_path() / "muster-bills-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  const auto file = std::filesystem::path(name) / "state";
  Account account;
  json before;
  {
    Store store = *Store::open(file, account.cloud);
    const std::string id = account.running(account.legacy("one"));
    account.volume("data");
    account.post("/instances/" + id + "/stop/");
    account.wait(1h);
    account.post("/chat/completions/",
                 {{"model", "echo-small"}, {"messages", {{{"role", "user"}, {"content", "hi"}}}}});
    EXPECT_TRUE(store.save(account.cloud));
    before = bills(account, "instance");
  }
  Account again;
  again.now = account.now;
  ASSERT_TRUE(Store::open(file, again.cloud));
  EXPECT_EQ(bills(again, "instance"), before);
  EXPECT_EQ(again.get("/chat/usage/history/").body["total"], 1);
  const std::string id = before["records"][1]["instance_id"];
  again.remove("/instances/" + id + "/");
  again.wait(1h);
  EXPECT_EQ(bills(again, "instance")["summary"]["completedCount"], 2)
      << "what ran before the restart ends after it";
  std::filesystem::remove_all(name);
}

}  // namespace
}  // namespace muster::sandbox
