#include "tests/api/sandbox_account.hpp"

#include <algorithm>

namespace muster::api {
namespace {

using Account = test::SandboxAccount;

TEST(CatalogueConformance, prices) {
  Account account;
  const auto all = account.must(account.client.prices({}));
  EXPECT_EQ(all.of_machine(Tier::legacy, "RTX-A6000", 2, Currency::usd),
            parse_money("1.38", Currency::usd));
  EXPECT_EQ(all.of_volume(Tier::advanced, VolumeType::hdd, Gigabytes{1000}, Currency::inr),
            parse_money("8", Currency::inr));
  EXPECT_EQ(all.of_snapshot(Gigabytes{100}, Currency::eur), parse_money("0.10", Currency::eur));
  const auto part = account.must(account.client.prices({}, Tier::advanced, Currency::eur));
  EXPECT_TRUE(part.snapshot_per_100gb.empty());
  ASSERT_FALSE(part.gpus.empty());
  for (const auto& price : part.gpus) {
    EXPECT_EQ(price.tier, Tier::advanced);
    ASSERT_EQ(price.per_gpu.size(), 1U);
    EXPECT_TRUE(price.per_gpu.contains(Currency::eur));
  }
}

TEST(CatalogueConformance, hibernated_machines) {
  Account account;
  const auto summary = account.must(account.client.hibernations({}));
  EXPECT_EQ(summary.count, 0);
  EXPECT_EQ(summary.hourly_rate, parse_money("0.01", Currency::usd));
}

TEST(CatalogueConformance, stock) {
  Account account;
  const auto rows = account.must(account.client.list_gpu_stocks({}));
  ASSERT_FALSE(rows.empty());
  EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &StockRow::region));
  for (const auto& row : rows) {
    EXPECT_TRUE(row.available) << row.region << " " << row.model << " " << row.said;
    EXPECT_TRUE(row.machines_of.contains(1));
  }
}

TEST(CatalogueConformance, what_can_be_ordered) {
  Account account;
  const auto regions = account.must(account.client.list_regions({}));
  ASSERT_EQ(regions.size(), 4U);
  EXPECT_EQ(regions.front().name, "CANADA-1");
  EXPECT_EQ(regions.front().tier, Tier::legacy);
  const auto images = account.must(account.client.list_os_images({}));
  EXPECT_TRUE(std::ranges::any_of(images, [](const auto& i) { return i.name == "Debian 12"; }));
  const auto specs = account.must(account.client.list_gpu_specs({}));
  ASSERT_FALSE(specs.empty());
  EXPECT_GT(specs.front().vcpus, 0);
  EXPECT_FALSE(specs.front().regions.empty());
  EXPECT_EQ(account.must(account.client.list_volume_types({})).size(), 3U);
  const auto protocols = account.must(account.client.list_protocols({}));
  const auto tcp = std::ranges::find(protocols, "tcp", &CatalogueProtocol::name);
  ASSERT_NE(tcp, protocols.end());
  EXPECT_EQ(tcp->has_ports, true);
}

}  // namespace
}  // namespace muster::api
