#include "api/codec/catalogue.hpp"
#include "api/codec/pricing.hpp"
#include "tests/api/codec_fixture.hpp"
#include "tests/api/documented.hpp"

namespace muster::api {
namespace {

Money dollars(std::string_view text) {
  return *parse_money(text, Currency::usd);
}

TEST_F(Codec, reads_the_published_price_list) {
  const auto list = decode_prices(wire, test::documented("pricing"));
  ASSERT_TRUE(list) << list.error().text();
  EXPECT_EQ(list->gpus.size(), 4U);
  EXPECT_EQ(list->volumes.size(), 3U);
  EXPECT_EQ(list->of_machine(Tier::legacy, "H100-PCIe-NVLink-80GB", 8, Currency::usd),
            dollars("18.32"));
  EXPECT_EQ(list->of_machine(Tier::advanced, "B300-262GB", 1, Currency::inr),
            parse_money("499", Currency::inr));
  EXPECT_EQ(list->of_volume(Tier::advanced, VolumeType::nvme, Gigabytes{250}, Currency::eur),
            parse_money("0.0875", Currency::eur));
  EXPECT_EQ(list->of_snapshot(Gigabytes{250}, Currency::usd), dollars("0.25"));
  EXPECT_EQ(list->of_hibernation(Currency::usd), std::nullopt) << "the price list does not have it";
  EXPECT_TRUE(notices.empty()) << notices.front();
}

struct BadPrice {
  const char* amounts;
  const char* why;
};

TEST_F(Codec, leaves_out_prices_that_are_none_and_says_so) {
  const BadPrice cases[] = {
      {R"({"EUR": 1})", ""},
      {R"({"USD": "much"})", "is not an amount"},
      {R"({"USD": -1})", "is not an amount"},
      {R"({"USD": null})", "is not an amount"},
      {R"({"DOGE": 1})", "unknown currency \"DOGE\""},
      {R"([1])", "has no amounts"},
  };
  for (const auto& c : cases) {
    std::string said;
    Wire fresh(contract, [&said](std::string text) { said = std::move(text); });
    const auto body = json::parse(
        std::string(R"({"pricing_data": {"gpus": {"pricing": {"Legacy": {"L40": {"prices": )") +
        c.amounts + "}}}}}}");
    const auto list = decode_prices(fresh, body);
    ASSERT_TRUE(list) << c.amounts;
    EXPECT_EQ(list->of_machine(Tier::legacy, "L40", 1, Currency::usd), std::nullopt) << c.amounts;
    EXPECT_NE(said.find(c.why), std::string::npos) << said;
    EXPECT_EQ(said.empty(), *c.why == '\0') << said;
  }
}

TEST_F(Codec, refuses_an_answer_without_a_price_list) {
  for (const char* body : {"{}", "[]", "null", R"({"pricing_data": 5})"}) {
    const auto list = decode_prices(wire, json::parse(body));
    ASSERT_FALSE(list) << body;
    EXPECT_EQ(list.error().code(), Errc::protocol);
  }
}

TEST_F(Codec, reads_what_hibernated_machines_cost) {
  const auto known = decode_hibernations(wire, json::parse(R"({"hibernated_count": 2,
      "billing_metrics": {"hourly_rate": 0.01, "currency": "USD"}})"));
  ASSERT_TRUE(known);
  EXPECT_EQ(known->count, 2);
  EXPECT_EQ(known->hourly_rate, dollars("0.01"));
  const auto unknown = decode_hibernations(wire, json::parse(R"({"hibernated_count": 0})"));
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->hourly_rate, std::nullopt);
}

struct StockCase {
  const char* available;
  std::optional<Availability> read;
};

TEST_F(Codec, reads_stock_as_a_number_a_bound_or_not_at_all) {
  const StockCase cases[] = {
      {"7", Availability{7, false}}, {R"("7")", Availability{7, false}},
      {"0", Availability{0, false}}, {R"("200+")", Availability{200, true}},
      {"-1", std::nullopt},          {R"("plenty")", std::nullopt},
      {R"({"a": 1})", std::nullopt}, {R"("+")", std::nullopt},
      {R"("many+")", std::nullopt},  {"1.5", std::nullopt},
  };
  for (const auto& c : cases) {
    const auto body = json::parse(
        std::string(R"({"stocks": [{"region": "CANADA-1", "gpu_model": "L40", "available": )") +
        c.available + "}]}");
    const auto rows = decode_stock(wire, body);
    ASSERT_TRUE(rows) << c.available;
    ASSERT_EQ(rows->size(), 1U) << c.available;
    EXPECT_EQ(rows->front().available, c.read) << c.available;
    EXPECT_FALSE(rows->front().said.empty());
  }
}

TEST_F(Codec, reads_configurations_as_a_map_or_a_list) {
  for (const char* form : {R"({"1x": 4, "2x": "2+", "big": 1})",
                           R"([{"gpu_count": 1, "available": 4},
                              {"gpu_count": 2, "available": "2+"}])"}) {
    const auto body =
        json::parse(std::string(R"({"stocks": [{"region": "R", "model": "M", "configurations": )") +
                    form + "}]}");
    const auto rows = decode_stock(wire, body);
    ASSERT_TRUE(rows) << form;
    const std::map<std::int64_t, Availability> want = {{1, {4, false}}, {2, {2, true}}};
    EXPECT_EQ(rows->front().machines_of, want) << form;
    EXPECT_EQ(rows->front().available, std::nullopt);
  }
}

TEST_F(Codec, reads_os_images_flat_or_in_groups) {
  for (const char* form :
       {R"({"images": [{"id": 7, "name": "Debian 12", "type": "Debian", "region": "CANADA-1"}]})",
        R"({"images": [{"region_name": "CANADA-1", "type": "Debian",
                        "images": [{"id": "7", "name": "Debian 12"}]}]})"}) {
    const auto images = decode_os_images(wire, json::parse(form));
    ASSERT_TRUE(images) << form;
    ASSERT_EQ(images->size(), 1U) << form;
    EXPECT_EQ(images->front().id, "7");
    EXPECT_EQ(images->front().name, "Debian 12");
    EXPECT_EQ(images->front().type, "Debian");
    EXPECT_EQ(images->front().region, "CANADA-1");
  }
}

TEST_F(Codec, reads_gpu_sizes_as_a_map_or_a_list) {
  for (const char* form :
       {R"({"specs": {"L40": {"2": {"vcpu": 56, "regions": ["US-1"]}}}})",
        R"({"specs": {"L40": {"2x": {"cpu": "56", "region": "US-1"}}}})",
        R"({"specs": [{"gpu_model": "L40", "gpu_count": 2, "vcpu": 56, "regions": ["US-1"]}]})"}) {
    const auto specs = decode_gpu_specs(wire, json::parse(form));
    ASSERT_TRUE(specs) << form;
    ASSERT_EQ(specs->size(), 1U) << form;
    EXPECT_EQ(specs->front().model, "L40");
    EXPECT_EQ(specs->front().count, 2);
    EXPECT_EQ(specs->front().vcpus, 56);
    EXPECT_EQ(specs->front().regions, std::vector<std::string>{"US-1"});
  }
}

TEST_F(Codec, leaves_out_rows_of_the_catalogue_without_a_name) {
  const auto regions = decode_regions(wire, json::parse(R"({"regions": [{}, {"name": "US-1"}]})"));
  ASSERT_TRUE(regions);
  EXPECT_EQ(regions->size(), 1U);
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices.front(), "the API lists a region without a name; left out");
}

TEST_F(Codec, reads_names_and_objects_of_types_and_protocols) {
  const auto types = decode_volume_types(
      wire, json::parse(R"({"volume_types": {"legacy": ["SSD"], "advanced": [{"type": "HDD"}]}})"));
  ASSERT_TRUE(types);
  ASSERT_EQ(types->size(), 2U);
  EXPECT_EQ(types->front().tier, Tier::legacy);
  EXPECT_EQ(types->back().name, "HDD");
  const auto protocols = decode_protocols(
      wire, json::parse(R"({"protocols": ["icmp", {"name": "tcp", "supports_ports": true}]})"));
  ASSERT_TRUE(protocols);
  ASSERT_EQ(protocols->size(), 2U);
  EXPECT_EQ(protocols->front().has_ports, std::nullopt);
  EXPECT_EQ(protocols->back().has_ports, true);
}

}  // namespace
}  // namespace muster::api
