// The published bodies that are no lists, as the client takes them.

#include "tests/api/documented.hpp"
#include "tests/api/scripted_transport.hpp"

#include <gtest/gtest.h>

namespace muster::api {
namespace {

TEST(ClientDocumented, removal_of_a_rule_is_a_success) {
  World world;
  world.transport.replies = {answer(200, test::documented("remove_security_rule").dump())};
  const auto removed = world.run(world.client.remove_instance_rule({}, {"BRK-123456D"}, {"4711"}));
  EXPECT_TRUE(removed) << removed.error().text();
  ASSERT_EQ(world.transport.seen.size(), 1U);
  EXPECT_EQ(world.transport.seen[0].request.method, "DELETE");
  EXPECT_EQ(world.transport.seen[0].request.target,
            "/api/instances/BRK-123456D/security-rules/4711/");
}

TEST(ClientDocumented, error_is_told_with_its_code_and_its_request) {
  World world;
  world.transport.otherwise = [](const net::HttpRequest&) {
    return answer(400, test::documented("error").dump());
  };
  const auto refused = world.run(world.client.remove_instance_rule({}, {"BRK-123456D"}, {"4711"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Errc::rejected);
  EXPECT_EQ(refused.error().text(),
            "DELETE /api/instances/BRK-123456D/security-rules/4711/: 400 INVALID_DATE_FORMAT: "
            "Invalid start_date format. Use YYYY-MM-DD (request q9r0s1t2)");
  EXPECT_EQ(world.transport.seen.size(), 1U) << "what is refused is not sent again";
}

}  // namespace
}  // namespace muster::api
