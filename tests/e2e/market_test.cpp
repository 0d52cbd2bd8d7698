// What the service offers and charges: `balance`, `pricing`, `stock` and the lists of `get`.

#include "tests/e2e/support/answers.hpp"
#include "tests/e2e/support/world.hpp"

namespace muster::e2e {
namespace {

class Market : public EndToEnd {
 protected:
  /// Against an API that answers just this.
  Finished asked(const Answers& answers, std::vector<std::string> arguments) {
    return against(answers, [&](std::string at) {
      environment["MUSTER_ENDPOINT"] = std::move(at);
      return muster(std::move(arguments));
    });
  }
  nlohmann::json items(const std::vector<std::string>& arguments) {
    auto with_format = arguments;
    with_format.insert(with_format.end(), {"-o", "json"});
    const auto run = muster(with_format);
    EXPECT_EQ(run.exit, 0) << run.err;
    return nlohmann::json::parse(run.out)["items"];
  }
};

/// An account that has nothing, and what else it answers.
Answers idle(Answers more) {
  more.merge(Answers{{"/instances/", R"({"success": true, "instances": []})"},
                     {"/volumes/", R"({"success": true, "volumes": []})"},
                     {"/firewalls/", R"({"success": true, "firewalls": []})"},
                     {"/snapshots/", R"({"success": true, "snapshots": []})"},
                     {"/images/", R"({"success": true, "images": []})"}});
  return more;
}

TEST_F(Market, the_balance_of_an_idle_account_is_not_used_up) {
  start_sandbox({"--credit", "250"});
  const auto run = muster({"balance"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("250.00 USD is not used up"), std::string::npos) << run.out;
  const auto json = nlohmann::json::parse(muster({"balance", "-o", "json"}).out);
  EXPECT_EQ(json["balance"], "250.00");
  EXPECT_EQ(json["hourly"], "0.00");
  EXPECT_TRUE(json["lastsSeconds"].is_null());
  EXPECT_EQ(json["complete"], true);
}

TEST_F(Market, the_balance_lasts_as_long_as_what_is_billed_allows) {
  start_sandbox({"--credit", "100"});
  api("POST", "/volumes/",
      {{"volume_name", "big"},
       {"tier", "legacy"},
       {"region", "CANADA-1"},
       {"volume_type", "SSD"},
       {"size_gb", 1000}});
  const auto json = nlohmann::json::parse(muster({"balance", "-o", "json"}).out);
  EXPECT_EQ(json["hourly"], "0.10");
  const auto lasts = json["lastsSeconds"].get<std::int64_t>();
  EXPECT_NEAR(static_cast<double>(lasts), 3'600'000.0, 3600.0);
}

TEST_F(Market, a_balance_that_cannot_be_read_is_an_error_and_not_zero) {
  const auto run = asked(idle({}), {"balance"});
  EXPECT_EQ(run.exit, 1) << run.out;
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err.find("balance"), std::string::npos) << run.err;
}

TEST_F(Market, a_currency_that_muster_does_not_know_is_an_error) {
  const auto run = asked(
      idle({{"/credit-balance/", R"({"success": true, "balance": 42.5, "currency": "XYZ"})"}}),
      {"balance"});
  EXPECT_EQ(run.exit, 1) << run.out;
  EXPECT_EQ(run.out, "");
}

TEST_F(Market, without_prices_the_balance_stands_alone) {
  const auto run = asked(
      idle({{"/credit-balance/", R"({"success": true, "balance": 42.5, "currency": "EUR"})"}}),
      {"balance"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("42.50 EUR"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("prices could not be read"), std::string::npos) << run.out;
  EXPECT_EQ(run.out.find("0.00"), std::string::npos) << run.out;
}

TEST_F(Market, pricing_lists_the_prices_as_the_account_has_them) {
  start_sandbox();
  for (const auto& item : items({"pricing", "--tier", "legacy", "--currency", "EUR"})) {
    EXPECT_EQ(item["tier"], "legacy");
    EXPECT_FALSE(item.contains("USD"));
    if (item["what"] == "H100-PCIe-NVLink-80GB") EXPECT_EQ(item["EUR"], "2.39");
  }
  const auto table = muster({"pricing"}).out;
  EXPECT_NE(table.find("H100-SXM5-80GB"), std::string::npos);
  EXPECT_NE(table.find("MAX-COUNT  USD "), std::string::npos) << table;
  EXPECT_EQ(muster({"pricing", "--currency", "XYZ"}).exit, 64);
}

TEST_F(Market, a_price_that_is_missing_is_no_price_and_not_zero) {
  const auto run =
      asked({{"/pricing/", R"({"success": true, "pricing_data": {"gpus": {"pricing": {"legacy": {
           "L40": {"prices": {"USD": 1.19}, "max_count": 8, "unit": "per GPU per hour"}}}}}})"}},
            {"pricing", "-o", "json"});
  ASSERT_EQ(run.exit, 0) << run.err;
  const auto json = nlohmann::json::parse(run.out);
  ASSERT_EQ(json["items"].size(), 1U) << run.out;
  EXPECT_EQ(json["items"][0]["USD"], "1.19");
  EXPECT_TRUE(json["items"][0]["EUR"].is_null());
}

TEST_F(Market, stock_is_listed_and_filtered) {
  start_sandbox();
  const auto all = items({"stock"});
  EXPECT_GT(all.size(), 3U);
  for (const auto& item : items({"stock", "--region", "CANADA-1", "--model", "L40"})) {
    EXPECT_EQ(item["region"], "CANADA-1");
    EXPECT_EQ(item["model"], "L40");
  }
  const auto none = muster({"stock", "--region", "NOWHERE-1"});
  EXPECT_EQ(none.exit, 0);
  EXPECT_TRUE(none.out.starts_with("The stock lists no ")) << none.out;
}

TEST_F(Market, stock_of_an_unexpected_shape_is_unknown_and_not_zero) {
  const auto run = asked({{"/gpu-stocks/", R"({"success": true, "stocks": [
           {"region": "CANADA-1", "gpu_model": "L40", "available": "plenty"},
           {"region": "NORWAY-1", "gpu_model": "L40", "available": "200+"}]})"}},
                         {"stock"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("unknown (plenty)"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("200+"), std::string::npos) << run.out;
  EXPECT_EQ(asked({{"/gpu-stocks/", R"({"success": true, "stocks": "none"})"}}, {"stock"}).exit, 1);
}

TEST_F(Market, what_the_service_offers_is_listed) {
  start_sandbox();
  EXPECT_EQ(items({"get", "regions"}).size(), 4U);
  EXPECT_EQ(items({"get", "region", "CANADA-1"}).at(0)["tier"], "legacy");
  EXPECT_GT(items({"get", "os-images"}).size(), 5U);
  EXPECT_GT(items({"get", "gpu-specs"}).size(), 5U);
  EXPECT_EQ(items({"get", "volume-types"}).size(), 3U);
  EXPECT_EQ(items({"get", "protocols", "tcp"}).at(0)["ports"], true);
  EXPECT_GT(items({"get", "stock"}).size(), 3U);
  const auto unknown = muster({"get", "regions", "MARS-1"});
  EXPECT_EQ(unknown.exit, 1);
  EXPECT_NE(unknown.err.find("MARS-1"), std::string::npos) << unknown.err;
}

}  // namespace
}  // namespace muster::e2e
