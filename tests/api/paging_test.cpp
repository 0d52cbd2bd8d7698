#include "api/net/http_message.hpp"
#include "tests/api/scripted_transport.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

using namespace std::chrono_literals;

std::int64_t parameter(const std::string& target, const std::string& name, std::int64_t otherwise) {
  auto at = target.find("?" + name + "=");
  if (at == std::string::npos) at = target.find("&" + name + "=");
  if (at == std::string::npos) return otherwise;
  std::int64_t value = 0;
  const auto start = at + name.size() + 2;
  std::from_chars(target.data() + start, target.data() + target.size(), value);
  return value;
}

nlohmann::json volume(int number) {
  return {{"volume_id", "BRK-" + std::to_string(100'000 + number) + "V"},
          {"volume_name", "v" + std::to_string(number)},
          {"size_gb", 100},
          {"region", "CANADA-1"},
          {"status", "available"}};
}

/// How a server of volumes pages.
struct Server {
  int volumes = 0;
  std::int64_t limit_max = 1000;
  enum class Totals { flat, nested, only_total, none } totals = Totals::flat;
  bool refuses_large_limits = false;
  bool ignores_page = false;
  bool ignores_paging = false;

  Result<net::HttpResponse> operator()(const net::HttpRequest& request) const {
    const auto page = ignores_page || ignores_paging ? 1 : parameter(request.target, "page", 1);
    auto limit = parameter(request.target, "limit", 20);
    if (refuses_large_limits && limit > limit_max) return answer(400, R"({"success":false})");
    limit = ignores_paging ? volumes + 1 : std::min(limit, limit_max);
    nlohmann::json body = {{"success", true}, {"volumes", nlohmann::json::array()}};
    for (auto i = (page - 1) * limit; i < std::min<std::int64_t>(page * limit, volumes); ++i)
      body["volumes"].push_back(volume(static_cast<int>(i)));
    const nlohmann::json paging = {{"total", volumes},
                                   {"page", page},
                                   {"limit", limit},
                                   {"total_pages", (volumes + limit - 1) / limit}};
    if (totals == Totals::flat) body.update(paging);
    if (totals == Totals::nested) body["pagination"] = paging;
    if (totals == Totals::only_total) body["total"] = volumes;
    return answer(200, body.dump());
  }
};

struct PagingCase {
  const char* reason;
  Server server;
  std::int64_t calls;
};

class Paging : public ::testing::TestWithParam<PagingCase> {};

TEST_P(Paging, reads_everything_once_in_order) {
  const auto& c = GetParam();
  SCOPED_TRACE(c.reason);
  World world({.calls_per_minute = 0});
  world.transport.otherwise = c.server;
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_TRUE(volumes) << volumes.error().text();
  ASSERT_EQ(volumes->size(), static_cast<std::size_t>(c.server.volumes));
  EXPECT_TRUE(std::ranges::is_sorted(*volumes, {}, &LiveVolume::id));
  EXPECT_EQ(world.client.calls_made(), c.calls);
}

using Totals = Server::Totals;
INSTANTIATE_TEST_SUITE_P(
    Table, Paging,
    ::testing::Values(
        PagingCase{"empty", {.volumes = 0}, 1},
        PagingCase{"empty without totals", {.volumes = 0, .totals = Totals::none}, 1},
        PagingCase{"one page", {.volumes = 7}, 1}, PagingCase{"just one page", {.volumes = 100}, 1},
        PagingCase{"one more", {.volumes = 101}, 2}, PagingCase{"many", {.volumes = 1234}, 13},
        PagingCase{"nested totals", {.volumes = 250, .totals = Totals::nested}, 3},
        PagingCase{"total without pages", {.volumes = 250, .totals = Totals::only_total}, 3},
        PagingCase{"a smaller page than asked for", {.volumes = 95, .limit_max = 20}, 5},
        PagingCase{"the same, pages not counted",
                   {.volumes = 95, .limit_max = 20, .totals = Totals::only_total},
                   5},
        PagingCase{"no totals: until a page is empty",
                   {.volumes = 95, .limit_max = 20, .totals = Totals::none},
                   6},
        PagingCase{
            "limit refused", {.volumes = 95, .limit_max = 50, .refuses_large_limits = true}, 3},
        PagingCase{"limit refused twice",
                   {.volumes = 95, .limit_max = 20, .refuses_large_limits = true},
                   7},
        PagingCase{"everything at once, counted", {.volumes = 300, .ignores_paging = true}, 1},
        PagingCase{"everything at once, uncounted",
                   {.volumes = 300, .totals = Totals::none, .ignores_paging = true},
                   2}));

TEST(PagingOrder, keeps_the_page_size_that_was_accepted) {
  World world({.calls_per_minute = 0});
  world.transport.otherwise = Server{.volumes = 95, .limit_max = 50, .refuses_large_limits = true};
  ASSERT_TRUE(world.run(world.client.list_volumes({})));
  const auto before = world.client.calls_made();
  ASSERT_TRUE(world.run(world.client.list_volumes({})));
  EXPECT_EQ(world.client.calls_made() - before, 2);
}

TEST(PagingErrors, detect_a_server_that_repeats_its_first_page) {
  for (const auto totals : {Totals::flat, Totals::nested, Totals::only_total, Totals::none}) {
    World world({.calls_per_minute = 0});
    world.transport.otherwise = Server{.volumes = 1000, .totals = totals, .ignores_page = true};
    const auto volumes = world.run(world.client.list_volumes({}));
    ASSERT_FALSE(volumes);
    EXPECT_EQ(volumes.error().code(), Errc::protocol);
    EXPECT_NE(volumes.error().text().find("paging.page"), std::string::npos)
        << volumes.error().text();
    EXPECT_LT(world.client.calls_made(), 30);
  }
}

TEST(PagingErrors, bound_the_number_of_pages) {
  World world({.calls_per_minute = 0});
  world.transport.otherwise = [](const auto&) {
    nlohmann::json body = {{"volumes", {volume(1)}}, {"total_pages", 1'000'000'000}};
    return answer(200, body.dump());
  };
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_FALSE(volumes);
  EXPECT_EQ(volumes.error().code(), Errc::protocol);
}

TEST(PagingErrors, bound_a_list_that_never_ends) {
  World world({.calls_per_minute = 0});
  int number = 0;
  world.transport.otherwise = [&](const auto&) {
    nlohmann::json body = {{"volumes", {volume(number++)}}};
    return answer(200, body.dump());
  };
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_FALSE(volumes);
  EXPECT_EQ(volumes.error().code(), Errc::protocol);
  EXPECT_EQ(world.client.calls_made(), 10'000);
}

TEST(PagingErrors, stop_asking_once_a_page_fails) {
  World world({.calls_per_minute = 0, .concurrency = 2});
  world.transport.latency = 10ms;
  world.transport.otherwise = [](const net::HttpRequest& request) {
    if (parameter(request.target, "page", 1) == 3) return ScriptedTransport::Reply(answer(403, ""));
    return Server{.volumes = 10'000}(request);
  };
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_FALSE(volumes);
  EXPECT_LT(world.client.calls_made(), 30);
}

TEST(PagingOrder, fetches_pages_behind_the_first_side_by_side) {
  World world({.calls_per_minute = 0, .concurrency = 8});
  world.transport.latency = 100ms;
  world.transport.otherwise = Server{.volumes = 2000};
  const auto start = world.clock.now();
  ASSERT_TRUE(world.run(world.client.list_volumes({})));
  EXPECT_EQ(world.transport.running_max, 8);
  EXPECT_EQ(world.clock.now() - start, 400ms);  // one, then nineteen in three rounds of eight
}

TEST(PagingMoves, drops_repeats_and_reads_again_when_the_list_moves) {
  World world({.calls_per_minute = 0});
  int answers = 0;
  world.transport.otherwise = [&](const net::HttpRequest& request) {
    // A volume disappears between the first page and the second: the third row moves to page one.
    Server server{.volumes = ++answers == 1 ? 201 : 200};
    return server(request);
  };
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_TRUE(volumes);
  EXPECT_EQ(volumes->size(), 200U);
  EXPECT_EQ(world.client.calls_made(), 3 + 2);
}

TEST(PagingMoves, follows_a_list_that_grows) {
  World world({.calls_per_minute = 0});
  int answers = 0;
  world.transport.otherwise = [&](const net::HttpRequest& request) {
    Server server{.volumes = ++answers == 1 ? 150 : 250};
    return server(request);
  };
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_TRUE(volumes);
  EXPECT_EQ(volumes->size(), 250U);
}

TEST(PagingMoves, leaves_out_what_is_deleted) {
  World world;
  auto gone = volume(1);
  gone["status"] = "Deleted";
  const nlohmann::json body = {{"volumes", {volume(0), gone}}, {"total_pages", 1}};
  world.transport.replies = {answer(200, body.dump())};
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_TRUE(volumes);
  ASSERT_EQ(volumes->size(), 1U);
  EXPECT_EQ(volumes->front().name, "v0");
}

TEST(PagingSpeed, reads_ten_thousand_volumes) {
  World world({.calls_per_minute = 0});
  world.transport.otherwise = Server{.volumes = 10'000};
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_TRUE(volumes);
  EXPECT_EQ(volumes->size(), 10'000U);
}

}  // namespace
}  // namespace muster::api
