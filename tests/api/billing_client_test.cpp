// Client::billing against a scripted server.

#include "tests/api/documented.hpp"
#include "tests/api/scripted_transport.hpp"

#include <gtest/gtest.h>

namespace muster::api {
namespace {

using nlohmann::json;

/// A page of the published bill with a record of that id.
std::string page(const std::string& id, int total = 2, int pages = 2) {
  auto body = test::documented("instance_billing");
  body["records"][0]["billing_id"] = id;
  body["total"] = total;
  body["total_pages"] = pages;
  return body.dump();
}

Result<Billing> read(World& world, BillingFilter filter = {}) {
  return world.run(world.client.billing({}, BillingOf::machines, std::move(filter)));
}

TEST(Bill, is_read_to_its_last_page_in_the_order_of_the_service) {
  World world;
  world.transport.replies = {answer(200, page("b")), answer(200, page("a"))};
  const auto bill = read(world);
  ASSERT_TRUE(bill) << bill.error().text();
  ASSERT_EQ(bill->records.size(), 2U);
  EXPECT_EQ(bill->records[0].billing_id, "b");
  EXPECT_EQ(bill->records[1].billing_id, "a");
  EXPECT_EQ(world.transport.seen[1].request.target,
            "/api/instance-hourly-billing/?page=2&limit=100");
}

TEST(Bill, takes_the_published_example_as_it_is) {
  World world;
  world.transport.replies = {answer(200, test::documented("instance_billing").dump())};
  const auto bill = read(world);
  ASSERT_TRUE(bill) << bill.error().text();
  EXPECT_EQ(bill->records.size(), 1U);
  EXPECT_EQ(bill->total, 17);
}

TEST(Bill, is_asked_for_with_all_documented_filters) {
  World world;
  world.transport.replies = {answer(200, page("a", 1, 1))};
  const auto bill = world.run(world.client.billing({}, BillingOf::snapshots,
                                                   {.start_date = "2026-01-01",
                                                    .end_date = "2026-01-31",
                                                    .status = "completed",
                                                    .min_cost = "0.5",
                                                    .max_cost = "10",
                                                    .min_minutes = 1,
                                                    .max_minutes = 60,
                                                    .size = 100}));
  EXPECT_FALSE(bill) << "the record is one of a machine";
  EXPECT_EQ(world.transport.seen[0].request.target,
            "/api/snapshot-hourly-billing/?page=1&limit=100&start_date=2026-01-01&end_date=2026-01-"
            "31&status=completed&size=100&min_cost=0.5&max_cost=10&min_minutes=1&max_minutes=60");
}

TEST(Bill, fails_as_a_whole_when_a_page_does) {
  World world({.attempts_max = 2});
  world.transport.replies = {answer(200, page("a"))};
  world.transport.otherwise = [](const net::HttpRequest&) { return answer(500, "{}"); };
  const auto bill = read(world);
  ASSERT_FALSE(bill);
  EXPECT_EQ(bill.error().code(), Errc::unavailable);
  EXPECT_NE(bill.error().text().find("page 2 of 2"), std::string::npos) << bill.error().text();
}

TEST(Bill, fails_when_a_page_is_no_json) {
  World world;
  world.transport.replies = {answer(200, page("a"))};
  world.transport.otherwise = [](const net::HttpRequest&) {
    return answer(200, "<html>busy</html>");
  };
  const auto bill = read(world);
  ASSERT_FALSE(bill);
  EXPECT_EQ(bill.error().code(), Errc::protocol);
}

TEST(Bill, that_moves_while_it_is_read_is_read_again) {
  World world;
  world.transport.replies = {answer(200, page("a")), answer(200, page("b", 3)),
                             answer(200, page("a")), answer(200, page("b"))};
  const auto bill = read(world);
  ASSERT_TRUE(bill) << bill.error().text();
  EXPECT_EQ(bill->records.size(), 2U);
}

TEST(Bill, that_never_keeps_still_is_an_error) {
  World world;
  world.transport.otherwise = [](const net::HttpRequest&) { return answer(200, page("a")); };
  const auto bill = read(world);
  ASSERT_FALSE(bill) << "every page is the same";
  EXPECT_NE(bill.error().text().find("changed while its pages were read"), std::string::npos);
}

TEST(Bill, asks_for_less_when_the_server_refuses_the_page_size) {
  World world;
  const auto* refusal = R"({"success": false, "message": "limit", "error_code": "X"})";
  world.transport.replies = {answer(400, refusal), answer(200, page("a", 1, 1))};
  EXPECT_TRUE(read(world));
  EXPECT_NE(world.transport.seen[1].request.target.find("limit=20"), std::string::npos);
}

TEST(Bill, gives_the_error_of_a_bad_filter) {
  World world;
  world.transport.otherwise = [](const net::HttpRequest&) {
    return answer(400, test::documented("error").dump());
  };
  const auto bill = read(world, {.start_date = "x"});
  ASSERT_FALSE(bill);
  EXPECT_EQ(bill.error().code(), Errc::rejected);
  EXPECT_NE(bill.error().text().find("Invalid start_date format. Use YYYY-MM-DD"),
            std::string::npos)
      << bill.error().text();
}

}  // namespace
}  // namespace muster::api
