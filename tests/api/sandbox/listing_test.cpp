#include "api/sandbox/lifecycle/volumes.hpp"
#include "api/sandbox/routes.hpp"
#include "api/sandbox/state.hpp"
#include "tests/api/sandbox/account.hpp"

#include <cstdint>
#include <set>
#include <string>

#include <gtest/gtest.h>
namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

TEST(SandboxListing, pages_are_flat_fields_with_twenty_rows_by_default) {
  Account account;
  for (int i = 0; i < 45; ++i) account.key("key" + std::to_string(i));
  const json first = account.get("/ssh-keys/").body;
  EXPECT_EQ(first["ssh_keys"].size(), 20U);
  EXPECT_EQ(first["ssh_keys"][0]["name"], "key0");
  EXPECT_EQ(first["total"], 45);
  EXPECT_EQ(first["page"], 1);
  EXPECT_EQ(first["limit"], 20);
  EXPECT_EQ(first["total_pages"], 3);
  const json last = account.get("/ssh-keys/?page=3&limit=20").body;
  EXPECT_EQ(last["ssh_keys"].size(), 5U);
  EXPECT_EQ(last["ssh_keys"][4]["name"], "key44");
  EXPECT_TRUE(account.get("/ssh-keys/?page=4").body["ssh_keys"].empty());
}

TEST(SandboxListing, limits_above_the_maximum_are_lowered) {
  Account account;
  EXPECT_EQ(account.get("/ssh-keys/?limit=1000").body["limit"], 100);
}

TEST(SandboxListing, odd_page_numbers_are_refused_and_empty_ones_are_absent) {
  Account account;
  for (const auto query : {"?page=0", "?page=-1", "?page=x", "?limit=0", "?page=1e3", "?page=1%20",
                           "?page=99999999999999999999"})
    EXPECT_EQ(account.get("/volumes/" + std::string(query)).code(), "VALIDATION_ERROR") << query;
  EXPECT_EQ(account.get("/volumes/?page=&limit&status").status, 200);
  EXPECT_EQ(account.get("/volumes/?page=1000000000").status, 200);
}

TEST(SandboxListing, filters_by_region_tier_and_status) {
  Account account;
  account.volume("a");
  account.volume("b", "advanced");
  account.post("/volumes/", account.volume_body("c"));
  const auto total = [&](const std::string& query) {
    return account.get("/volumes/?" + query).body["total"].get<int>();
  };
  EXPECT_EQ(total(""), 3);
  EXPECT_EQ(total("tier=legacy"), 2);
  EXPECT_EQ(total("region=FIN-01"), 1);
  EXPECT_EQ(total("tier=legacy&status=available"), 1);
  EXPECT_EQ(total("region=US-1"), 0);
}

TEST(SandboxListing, filtered_pages_slice_what_matches) {
  Account account;
  for (int i = 0; i < 6; ++i) {
    account.post("/volumes/", account.volume_body("old" + std::to_string(i)));
    account.post("/volumes/", account.volume_body("new" + std::to_string(i), "advanced"));
  }
  const json page = account.get("/volumes/?tier=advanced&page=2&limit=4").body;
  EXPECT_EQ(page["volumes"].size(), 2U);
  EXPECT_EQ(page["volumes"][0]["volume_name"], "new4");
  EXPECT_EQ(page["total"], 6);
}

TEST(SandboxListing, creations_show_late_but_details_at_once) {
  Options options;
  options.list_lag = 8s;
  Account account(options);
  const std::string id =
      account.post("/volumes/", account.volume_body("data")).body["volume"]["volume_id"];
  EXPECT_EQ(account.get("/volumes/" + id + "/").status, 200);
  EXPECT_EQ(account.get("/volumes/").body["total"], 0);
  account.wait(8s - 1ms);
  EXPECT_EQ(account.get("/volumes/?tier=legacy").body["total"], 0);
  account.wait(1ms);
  EXPECT_EQ(account.get("/volumes/").body["total"], 1);
}

TEST(SandboxListing, deletions_linger) {
  Options options;
  options.list_lag = 8s;
  Account account(options);
  const std::string id = account.volume("data");
  account.remove("/volumes/" + id + "/");
  account.wait(5s);
  EXPECT_EQ(account.get("/volumes/" + id + "/").status, 404);
  EXPECT_EQ(account.get("/volumes/").body["volumes"][0]["status"], "deleted");
  EXPECT_TRUE(account.cloud.objects().empty());
  account.wait(8s);
  EXPECT_EQ(account.get("/volumes/").body["total"], 0);
}

/// Past the JSON of a hundred thousand requests, which is another matter.
TEST(SandboxListing, holds_a_hundred_thousand_volumes) {
  constexpr std::int64_t count = 100'000;
  Options options;
  options.credit_cents = 100'000'000'00;
  State state(options, test_start);
  VolumeRequest wanted{.tier = "legacy", .region = "US-1", .volume_type = "SSD", .size_gb = 100};
  std::set<std::string> ids;
  for (std::int64_t i = 0; i < count; ++i) {
    wanted.volume_name = "v" + std::to_string(i);
    const auto volume = create_volume(state, wanted, test_start);
    ASSERT_TRUE(volume) << volume.error().message;
    ids.insert((*volume)->id);
  }
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(count));
  EXPECT_EQ(state.credit().rate(), count * volume_rate(10, 100));

  Request request = *parse_target("/api/volumes/?page=1000&limit=100");
  request.now = test_start;
  const Route* route = *find_route("GET", request);
  const auto page = route->handler(state, request);
  ASSERT_TRUE(page);
  EXPECT_EQ((*page)["total"], count);
  EXPECT_EQ((*page)["total_pages"], 1000);
  ASSERT_EQ((*page)["volumes"].size(), 100U);
  EXPECT_EQ((*page)["volumes"][99]["volume_name"], "v99999");
}

}  // namespace
}  // namespace muster::sandbox
