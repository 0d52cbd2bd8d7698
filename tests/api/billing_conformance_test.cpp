#include "tests/api/sandbox_account.hpp"

namespace muster::api {
namespace {

using Account = test::SandboxAccount;

TEST(BillingConformance, machines) {
  Account account;
  const auto id = account.running(account.machine("one", account.key()));
  account.wait(std::chrono::hours(2));
  const auto bill = account.must(account.client.billing({}, BillingOf::machines, {}));
  ASSERT_EQ(bill.records.size(), 1U);
  EXPECT_EQ(bill.records[0].resource_id, id.text);
  EXPECT_EQ(bill.records[0].resource_name, "one");
  EXPECT_EQ(bill.records[0].gpu_model, "H100-PCIe-NVLink-80GB");
  EXPECT_EQ(bill.summary.active, 1);
  EXPECT_EQ(bill.summary.cost, bill.records[0].cost);
  EXPECT_GE(bill.records[0].minutes, 120);
}

TEST(BillingConformance, volumes_over_several_pages) {
  Account account;
  for (int i = 0; i < 130; ++i)
    account.must(account.client.create_volume({}, {.name = "v" + std::to_string(i),
                                                   .region = "NORWAY-1",
                                                   .type = VolumeType::ssd,
                                                   .size = Gigabytes{100}}));
  account.wait(std::chrono::hours(1));
  const auto bill = account.must(account.client.billing({}, BillingOf::volumes, {}));
  EXPECT_EQ(bill.records.size(), 130U);
  EXPECT_EQ(bill.total, 130);
  Money sum;
  for (const auto& record : bill.records) sum = sum + record.cost;
  EXPECT_EQ(bill.summary.cost, sum);
  const auto none = account.must(
      account.client.billing({}, BillingOf::volumes, {.status = "in-use", .size = 100}));
  EXPECT_TRUE(none.records.empty());
  EXPECT_EQ(none.total, 0);
}

TEST(BillingConformance, a_bad_date_is_rejected_with_the_documented_code) {
  Account account;
  const auto bill =
      account.run(account.client.billing({}, BillingOf::snapshots, {.end_date = "yesterday"}));
  ASSERT_FALSE(bill);
  EXPECT_EQ(bill.error().code(), Errc::rejected);
  EXPECT_NE(bill.error().text().find("INVALID_DATE_FORMAT"), std::string::npos)
      << bill.error().text();
}

TEST(AiConformance, models_chat_usage_and_history) {
  Account account;
  const auto models = account.must(account.client.list_ai_models({}));
  ASSERT_FALSE(models.empty());
  EXPECT_TRUE(models.front().price);
  for (int i = 0; i < 25; ++i) {
    const auto answer = account.must(account.client.chat(
        {}, {.model = models.front().id, .text = "hello", .system = "be brief"}));
    EXPECT_EQ(answer.text, "You said: hello");
    EXPECT_EQ(answer.prompt_tokens, 5);
    EXPECT_TRUE(answer.cost);
  }
  const auto usage = account.must(account.client.ai_usage({}));
  EXPECT_EQ(usage.requests, 25);
  EXPECT_EQ(usage.prompt_tokens, 125);
  EXPECT_EQ(usage.currency, "USD");
  EXPECT_EQ(account.must(account.client.ai_history({})).size(), 25U);
}

TEST(RawConformance, any_call) {
  Account account;
  const auto regions = account.must(account.client.raw({}, "GET", "/regions/?tier=advanced", ""));
  EXPECT_EQ(regions.status, 200);
  EXPECT_NE(regions.body.find("FIN-01"), std::string::npos);
  EXPECT_EQ(account.must(account.client.raw({}, "DELETE", "/volumes/none/", "")).status, 404);
}

}  // namespace
}  // namespace muster::api
