#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

/// The documented answer; only the descriptions are our own words, and only the models of the
/// excerpt are kept.
constexpr std::string_view documented_text = R"json({
  "success": true,
  "message": "Pricing information retrieved successfully",
  "pricing_data": {
    "volumes": {
      "pricing": {
        "legacy":   { "SSD":  { "prices": {"USD": 0.1,  "EUR": 0.1,  "INR": 10}, "unit": "per TB per hour" } },
        "advanced": { "HDD":  { "prices": {"USD": 0.08, "EUR": 0.1,  "INR": 8},  "unit": "per TB per hour" },
                      "NVMe": { "prices": {"USD": 0.3,  "EUR": 0.35, "INR": 30}, "unit": "per TB per hour" } }
      },
      "minimum_size_gb": 100,
      "description": "..."
    },
    "snapshots": {
      "pricing": { "legacy": { "prices": {"USD": 0.1, "EUR": 0.1, "INR": 10},
                               "fixed_size_gb": 100, "unit": "per hour (fixed 100GB)" } },
      "description": "..."
    },
    "gpus": {
      "pricing": {
        "legacy":   { "H100-PCIe-NVLink-80GB": { "prices": {"USD": 2.29, "EUR": 2.39, "INR": 199}, "max_count": 8, "unit": "per GPU per hour" },
                      "RTX-A6000":             { "prices": {"USD": 0.69, "EUR": 0.75, "INR": 49},  "max_count": 4, "unit": "per GPU per hour" } },
        "advanced": { "B300-262GB":            { "prices": {"USD": 5.79, "EUR": 5.99, "INR": 499}, "max_count": 8, "unit": "per GPU per hour" },
                      "H100-SXM5-80GB":        { "prices": {"USD": 2.49, "EUR": 2.69, "INR": 209}, "max_count": 8, "unit": "per GPU per hour" } }
      },
      "description": "..."
    },
    "metadata": {
      "supported_currencies": ["USD", "EUR", "INR"],
      "supported_tiers": ["legacy", "advanced"],
      "volume_minimum_size_gb": 100,
      "authenticated_user": "my_api_key",
      "authentication_type": "api_key",
      "timestamp": 1702234567
    }
  },
  "request_id": "a1b2c3d4"
})json";

TEST(SandboxPricing, body_is_the_documented_one_to_the_byte) {
  using Ordered = nlohmann::ordered_json;
  Account account;
  const net::HttpRequest request{"POST", "/api/pricing/", {{"api_key", "k"}}, "{}"};
  Ordered actual = Ordered::parse(account.cloud.handle(request, account.now).body);
  Ordered& data = actual["pricing_data"];
  for (const auto part : {"volumes", "snapshots", "gpus"}) data[part]["description"] = "...";
  for (const auto later :
       {"H100-PCIe-80GB", "A100-SXM4-80GB-NVLink", "A100-PCIe-80GB", "L40", "A40"})
    EXPECT_EQ(data["gpus"]["pricing"]["legacy"].erase(later), 1U) << later;
  EXPECT_EQ(data["metadata"]["timestamp"], 1'768'471'200);
  data["metadata"]["timestamp"] = 1702234567;
  actual["request_id"] = "a1b2c3d4";
  EXPECT_EQ(actual.dump(2), Ordered::parse(documented_text).dump(2));
}

TEST(SandboxPricing, get_and_post_filter_alike) {
  Account account;
  const json posted = account
                          .post("/pricing/", {{"tier", "legacy"},
                                              {"resource_type", "gpus"},
                                              {"currency", "EUR"},
                                              {"gpu_model", "RTX-A6000"},
                                              {"gpu_count", 4}})
                          .body["pricing_data"];
  const json got = account
                       .get(
                           "/pricing/?tier=legacy&resource_type=gpus&currency=EUR&"
                           "gpu_model=RTX-A6000&gpu_count=4&volume_type=")
                       .body["pricing_data"];
  EXPECT_EQ(posted, got);
  EXPECT_FALSE(got.contains("volumes"));
  EXPECT_EQ(got["gpus"]["pricing"],
            json::parse(R"({"legacy": {"RTX-A6000": {"prices": {"EUR": 0.75}, "max_count": 4,
                            "unit": "per GPU per hour"}}})"));
}

TEST(SandboxPricing, refuses_unknown_values) {
  Account account;
  const auto code = [&](const json& body) { return account.post("/pricing/", body).code(); };
  EXPECT_EQ(code({{"tier", "gold"}}), "INVALID_TIER");
  EXPECT_EQ(code({{"currency", "BTC"}}), "VALIDATION_ERROR");
  EXPECT_EQ(code({{"resource_type", "people"}}), "VALIDATION_ERROR");
  EXPECT_EQ(code({{"volume_size_gb", 99}}), "VALIDATION_ERROR");
  EXPECT_EQ(account.get("/pricing/?volume_size_gb=many").code(), "VALIDATION_ERROR");
}

TEST(SandboxCatalogue, lists_regions_with_their_tier) {
  Account account;
  EXPECT_EQ(account.get("/regions/").body["regions"].size(), 4U);
  const json advanced = account.get("/regions/?tier=advanced").body["regions"];
  ASSERT_EQ(advanced.size(), 1U);
  EXPECT_EQ(advanced[0]["name"], "FIN-01");
}

TEST(SandboxCatalogue, every_legacy_region_has_the_cuda_image) {
  Account account;
  for (const auto region : {"NORWAY-1", "CANADA-1", "US-1"}) {
    const json images = account.get("/os-images/?region=" + std::string(region)).body["images"];
    EXPECT_EQ(images.size(), 6U);
    EXPECT_EQ(images[1]["name"], "Ubuntu Server 22.04 LTS R535 CUDA 12.2");
    EXPECT_EQ(images[1]["region"], region);
  }
}

TEST(SandboxCatalogue, specs_multiply_with_the_count) {
  Account account;
  const json specs = account.get("/gpu-specs/?gpu_model=H100-PCIe-80GB").body["specs"];
  ASSERT_EQ(specs.size(), 1U);
  const json& one = specs["H100-PCIe-80GB"]["1"];
  const json& eight = specs["H100-PCIe-80GB"]["8"];
  EXPECT_EQ(one["vcpu"], 28);
  EXPECT_EQ(one["ram_gb"], 180);
  EXPECT_EQ(eight["vcpu"], 224);
  EXPECT_EQ(eight["ephemeral_gb"], 6000);
  EXPECT_EQ(eight["disk_gb"], 100);
}

TEST(SandboxCatalogue, large_legacy_stock_is_a_lower_bound_in_a_string) {
  Options options;
  options.stock = {
      {"NORWAY-1", "L40", 500}, {"CANADA-1", "L40", 12}, {"FIN-01", "B300-262GB", 500}};
  Account account(options);
  const auto stock = [&](const std::string& query) {
    return account.get("/gpu-stocks/?" + query).body["stocks"][0];
  };
  EXPECT_EQ(stock("region=NORWAY-1&gpu_model=L40")["available"], "200+");
  EXPECT_EQ(stock("region=CANADA-1&gpu_model=L40")["available"], 12);
  EXPECT_EQ(stock("region=CANADA-1&gpu_model=L40")["configurations"],
            json::parse(R"({"1x": 12, "2x": 6, "4x": 3, "8x": 1})"));
  EXPECT_EQ(stock("tier=advanced&gpu_model=B300-262GB")["available"], 500);
  EXPECT_EQ(stock("region=US-1&gpu_model=RTX-A6000")["available"], 0);
}

TEST(SandboxCatalogue, volume_types_are_grouped_by_tier) {
  Account account;
  EXPECT_EQ(account.get("/volume-types/").body["volume_types"],
            json::parse(R"({"legacy": ["SSD"], "advanced": ["HDD", "NVMe"]})"));
}

TEST(SandboxCatalogue, protocols_say_whether_they_have_ports) {
  Account account;
  const json protocols = account.get("/firewalls/protocols/").body["protocols"];
  EXPECT_EQ(protocols.size(), 26U);
  EXPECT_EQ(protocols[0], json::parse(R"({"name": "any", "supports_ports": false})"));
}

}  // namespace
}  // namespace muster::sandbox
