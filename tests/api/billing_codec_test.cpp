#include "api/codec/billing.hpp"
#include "tests/api/codec_fixture.hpp"
#include "tests/api/documented.hpp"

namespace muster::api {
namespace {

Money usd(std::string_view text) {
  return *parse_money(text, Currency::usd);
}

TEST_F(Codec, reads_the_published_bill_of_instances) {
  const auto page = decode_billing(wire, test::documented("instance_billing"), BillingOf::machines);
  ASSERT_TRUE(page) << page.error().text();
  EXPECT_EQ(page->total_pages, 1);
  const auto& bill = page->billing;
  EXPECT_EQ(bill.total, 17);
  EXPECT_EQ(bill.currency, Currency::usd);
  EXPECT_EQ(bill.summary.minutes, 19110);
  EXPECT_EQ(bill.summary.active, 3);
  EXPECT_EQ(bill.summary.completed, 12);
  EXPECT_EQ(bill.summary.hibernated, 1);
  EXPECT_EQ(bill.summary.size_gb, std::nullopt);
  EXPECT_EQ(bill.summary.cost, usd("3172.26"));
  ASSERT_EQ(bill.records.size(), 1U);
  const auto& record = bill.records.front();
  EXPECT_EQ(record.billing_id, "BRK-123456DB");
  EXPECT_EQ(record.resource_id, "BRK-123456D");
  EXPECT_EQ(record.resource_name, "ml-training-server");
  EXPECT_EQ(record.gpu_model, "H100-SXM5-80GB");
  EXPECT_EQ(record.gpu_count, 4);
  EXPECT_EQ(record.size_gb, std::nullopt);
  EXPECT_EQ(record.tier, "advanced");
  EXPECT_EQ(record.start_time, parse_timestamp("2025-01-15T10:30:00Z"));
  EXPECT_EQ(record.end_time, std::nullopt);
  EXPECT_EQ(record.minutes, 7200);
  EXPECT_EQ(record.per_minute, usd("0.166"));
  EXPECT_EQ(record.cost, usd("1195.2"));
  EXPECT_EQ(record.status, "active");
  EXPECT_EQ(record.description, "GPU instance");
}

TEST_F(Codec, reads_the_published_bill_of_volumes) {
  const auto page = decode_billing(wire, test::documented("volume_billing"), BillingOf::volumes);
  ASSERT_TRUE(page) << page.error().text();
  const auto& record = page->billing.records.at(0);
  EXPECT_EQ(record.billing_id, "VBILL_a1b2c3d4e5");
  EXPECT_EQ(record.resource_id, "BRK-123456V");
  EXPECT_EQ(record.resource_name, "storage1");
  EXPECT_EQ(record.size_gb, 1000);
  EXPECT_EQ(record.start_time, parse_timestamp("2025-01-15T10:00:00Z")) << "no zone is UTC";
  EXPECT_EQ(record.per_minute, usd("0.0002"));
  EXPECT_EQ(record.cost, usd("0.288"));
  EXPECT_EQ(record.status, "available");
  EXPECT_EQ(page->billing.summary.size_gb, 1000);
  EXPECT_EQ(page->billing.summary.completed, std::nullopt);
}

TEST_F(Codec, reads_the_published_bill_of_snapshots) {
  const auto page =
      decode_billing(wire, test::documented("snapshot_billing"), BillingOf::snapshots);
  ASSERT_TRUE(page) << page.error().text();
  const auto& record = page->billing.records.at(0);
  EXPECT_EQ(record.billing_id, "BRK-123456SB");
  EXPECT_EQ(record.resource_id, "BRK-123456S");
  EXPECT_EQ(record.resource_name, "before-upgrade");
  EXPECT_EQ(record.size_gb, 250);
  EXPECT_EQ(record.per_minute, usd("0.00417"));
  EXPECT_EQ(record.cost, usd("6.005"));
  EXPECT_EQ(page->billing.summary.cost, usd("6.005"));
}

TEST_F(Codec, does_without_the_total_cost_of_volumes) {
  auto body = test::documented("volume_billing");
  body["summary"].erase("totalCost");
  const auto page = decode_billing(wire, body, BillingOf::volumes);
  ASSERT_TRUE(page) << page.error().text();
  EXPECT_EQ(page->billing.summary.cost, std::nullopt) << "unknown, not zero";
}

struct Broken {
  const char* patch;   // RFC 7386, for the body
  const char* record;  // the same, for its first record
  const char* why;
};

TEST_F(Codec, refuses_a_bill_that_cannot_be_read_rather_than_reading_zeros) {
  const Broken cases[] = {
      {R"({"currency": "DOGE"})", "{}", "unknown currency \"DOGE\""},
      {R"({"currency": null})", R"({"currency": null})", "bill.currency"},
      {"{}", R"({"currency": "EUR"})", "holds a record in EUR"},
      {R"({"summary": null})", "{}", "bill.summary"},
      {R"({"summary": {"totalCost": "a lot"}})", "{}", "billing_summary.cost"},
      {R"({"summary": {"totalMinutes": null}})", "{}", "billing_summary.minutes"},
      {R"({"total": null})", "{}", "paging.total"},
      {R"({"records": "none"})", "", "is not a list"},
      {"{}", R"({"billing_id": ""})", "billing.id"},
      {"{}", R"({"instance_id": null})", "billing.instance_id"},
      {"{}", R"({"total_cost": "free"})", "billing.cost"},
      {"{}", R"({"total_cost": null})", "billing.cost"},
      {"{}", R"({"per_minute_rate": {}})", "billing.rate"},
      {"{}", R"({"total_duration_minutes": -1})", "billing.minutes"},
      {"{}", R"({"end_time": "soon"})", "billing.end"},
  };
  for (const auto& c : cases) {
    auto body = test::documented("instance_billing");
    body.merge_patch(json::parse(c.patch));
    if (*c.record != '\0') body["records"][0].merge_patch(json::parse(c.record));
    const auto page = decode_billing(wire, body, BillingOf::machines);
    ASSERT_FALSE(page) << c.patch << c.record;
    EXPECT_EQ(page.error().code(), Errc::protocol);
    EXPECT_NE(page.error().text().find(c.why), std::string::npos) << page.error().text();
  }
}

}  // namespace
}  // namespace muster::api
