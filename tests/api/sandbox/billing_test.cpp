#include "api/sandbox/billing.hpp"

#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr Units dollar = 100 * units_per_cent;

TEST(SandboxBilling, rates_are_whole_numbers_of_units) {
  // 4 x 2.49 an hour is the documented 0.166 a minute.
  EXPECT_EQ(gpu_rate(249, 4) * 1000, 166 * dollar);
  // 1 TB of SSD for an hour.
  EXPECT_EQ(volume_rate(10, 1000) * 60, dollar / 10);
  // 100 GB of it for an hour: one cent.
  EXPECT_EQ(volume_rate(10, 100) * 60, units_per_cent);
  EXPECT_EQ(hibernation_rate(1) * 60, units_per_cent);
}

TEST(SandboxBilling, documented_example_adds_up) {
  // 7200 minutes of that instance cost 1195.20.
  Credit credit(2000'00, 1, test_start);
  credit.start(gpu_rate(249, 4), test_start);
  credit.accrue(test_start + 7200min);
  EXPECT_EQ(credit.balance(), 2000 * dollar - 119'520 * units_per_cent);
}

TEST(SandboxBilling, does_not_depend_on_how_often_it_is_looked_at) {
  Credit once(1000'00, 3.7, test_start);
  Credit often(1000'00, 3.7, test_start);
  for (Credit* credit : {&once, &often}) credit->start(gpu_rate(229, 3), test_start);
  for (int i = 1; i <= 100'000; ++i) often.accrue(test_start + i * 7ms);
  once.accrue(test_start + 700s);
  EXPECT_EQ(once.balance(), often.balance());
}

TEST(SandboxBilling, the_unfinished_minute_is_given_back) {
  Credit credit(1000'00, 1, test_start);
  credit.start(gpu_rate(229, 1), test_start);
  credit.stop(gpu_rate(229, 1), test_start, test_start + 90s);
  EXPECT_EQ(credit.balance(), 1000 * dollar - gpu_rate(229, 1));
  EXPECT_EQ(credit.rate(), 0);
}

TEST(SandboxBilling, tells_when_the_credit_will_be_used_up) {
  Credit credit(2'29, 1, test_start);
  EXPECT_FALSE(credit.depletion());
  credit.start(gpu_rate(229, 1), test_start);
  EXPECT_EQ(credit.depletion(), test_start + 60min);
  credit.accrue(test_start + 60min);
  EXPECT_TRUE(credit.depleted());
}

double balance_of(Account& account) {
  return account.get("/credit-balance/").body["balance"];
}

TEST(SandboxBilling, instances_cost_from_active_on_stopped_ones_too_and_hibernated_ones_a_cent) {
  Account account;  // 1000 USD
  const std::string id = account.running(account.legacy("one"));
  account.wait(60min - 5s);
  EXPECT_DOUBLE_EQ(balance_of(account), 1000 - 2.29);
  account.post("/instances/" + id + "/stop/");
  account.wait(20s);
  account.wait(60min);
  EXPECT_DOUBLE_EQ(balance_of(account), 1000 - 2 * 2.29);
  account.post("/instances/" + id + "/start/");
  account.wait(30s);
  account.post("/instances/" + id + "/hibernate/");
  account.wait(3min);
  account.wait(100h);
  EXPECT_DOUBLE_EQ(balance_of(account), 1000 - 2 * 2.29 - 1);
  account.remove("/instances/" + id + "/");
  account.wait(1000h);
  EXPECT_DOUBLE_EQ(balance_of(account), 1000 - 2 * 2.29 - 1);
}

TEST(SandboxBilling, volumes_cost_by_size_from_creation_to_deletion) {
  Account account;
  json body = account.volume_body("data", "advanced");
  body["size_gb"] = 1000;
  const std::string id = account.post("/volumes/", body).body["volume"]["volume_id"];
  account.wait(10h);
  EXPECT_DOUBLE_EQ(balance_of(account), 1000 - 3);
  account.post("/volumes/" + id + "/resize/", {{"size_gb", 2000}});
  account.wait(5s);
  account.wait(10h);
  EXPECT_DOUBLE_EQ(balance_of(account), 1000 - 9);
  account.remove("/volumes/" + id + "/");
  account.wait(5s);
  account.wait(10h);
  EXPECT_DOUBLE_EQ(balance_of(account), 1000 - 9);
}

TEST(SandboxBilling, runs_as_fast_as_the_time_scale) {
  Options options;
  options.time_scale = 60;
  Account account(options);
  account.running(account.legacy("one"));  // 3 s to ACTIVE, then 182 s
  account.wait(60s - 182s + 4min);
  EXPECT_DOUBLE_EQ(balance_of(account), 1000 - 2.29 * 5);
}

TEST(SandboxBilling, an_hour_must_be_covered) {
  Options options;
  options.credit_cents = 2'28;
  Account account(options);
  const Answer answer = account.post("/deploy/", account.legacy("one"));
  EXPECT_EQ(answer.status, 402);
  EXPECT_EQ(answer.code(), "INSUFFICIENT_CREDITS");
  json body = account.volume_body("data");
  body["size_gb"] = 30'000;
  EXPECT_EQ(account.post("/volumes/", body).status, 402);
  body["size_gb"] = 22'800;
  EXPECT_EQ(account.post("/volumes/", body).status, 200);
}

TEST(SandboxBilling, depletion_hibernates_what_runs) {
  Options options;
  options.credit_cents = 2'29;
  Account account(options);
  const std::string id = account.running(account.legacy("one"));
  account.wait(60min - 5s - 1ms);
  EXPECT_EQ(account.status(id), "ACTIVE");
  account.wait(1ms);
  EXPECT_EQ(account.status(id), "HIBERNATING");
  account.wait(3min);
  EXPECT_EQ(account.status(id), "HIBERNATED");
  EXPECT_EQ(account.post("/instances/" + id + "/restore/").status, 402);
  account.cloud.add_credit(5'00);
  EXPECT_EQ(account.post("/instances/" + id + "/restore/").status, 200);
}

TEST(SandboxBilling, counts_hibernated_instances) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  account.post("/instances/" + id + "/hibernate/");
  account.wait(3min);
  account.wait(2h);
  const json body = account.get("/hibernated-instances/").body;
  EXPECT_EQ(body["hibernated_count"], 1);
  EXPECT_EQ(body["recent_hibernations"][0]["instance_id"], id);
  EXPECT_EQ(body["billing_metrics"]["total_minutes"], 120);
  EXPECT_DOUBLE_EQ(body["billing_metrics"]["total_cost"], 0.02);
  EXPECT_DOUBLE_EQ(body["billing_metrics"]["hourly_rate"], 0.01);
}

TEST(SandboxBilling, currencies_have_their_own_prices) {
  Options options;
  options.currency = "INR";
  Account account(options);
  const std::string id = account.running(account.legacy("one"));
  EXPECT_EQ(account.instance(id)["hourly_rate"], 199);
  EXPECT_EQ(account.get("/credit-balance/").body["currency"], "INR");
}

}  // namespace
}  // namespace muster::sandbox
