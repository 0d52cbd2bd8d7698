#include "tests/api/scripted_transport.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace muster::api {
namespace {

constexpr const char* accepted = R"({"success":true,"message":"accepted","request_id":"a1b2c3d4"})";

TEST(ClientSecrets, are_not_cut_in_half_either) {
  const std::string key = World::key;
  for (std::size_t before = 470; before < 505; ++before) {
    World world;
    world.transport.replies = {
        answer(400, R"({"message":")" + std::string(before, 'm') + key + R"("})")};
    const auto created = world.run(world.client.create_volume({}, {.name = "a"}));
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().text().find(key.substr(0, 6)), std::string::npos);
  }
}

TEST(ClientSecrets, never_appear_in_errors_or_notices) {
  const std::string key = World::key;
  const auto echo = R"({"success":false,"message":"bad key )" + key + R"(","error_code":")" + key +
                    R"(","request_id":")" + key + R"("})";
  const ScriptedTransport::Reply replies[] = {
      answer(401, echo),
      answer(400, echo),
      answer(200, echo),
      answer(500, key),
      answer(200, key),
      answer(200, "<" + key),
      answer(200, R"({"request_id":")" + key + R"("})"),
      answer(302, "", {{"Location", "https://x/?key=" + key}}),
      fail(Errc::connect_failed, "sending " + key),
      fail(Errc::tls_failed, key),
      answer(200, R"({"volumes":[{"id":"1","name":"v","status":")" + key + R"(",")" + key +
                      R"(":1,"size_gb":1,"region":"R"}],"total_pages":1})"),
  };
  for (const auto& reply : replies) {
    World world;
    world.transport.otherwise = [&](const auto&) { return reply; };
    const auto volumes = world.run(world.client.list_volumes({}));
    if (!volumes) {
      EXPECT_EQ(volumes.error().text().find(key), std::string::npos) << volumes.error().text();
    }
    const auto created = world.run(world.client.create_volume({}, {.name = "a"}));
    if (!created) {
      EXPECT_EQ(created.error().text().find(key), std::string::npos) << created.error().text();
    }
    for (const auto& notice : world.notices) EXPECT_EQ(notice.find(key), std::string::npos);
  }
}

TEST(ClientTrace, names_the_request_that_was_done) {
  World world;
  world.transport.replies = {answer(409, R"({"message":"busy","request_id":"first111"})"),
                             answer(200, accepted)};
  const auto trace = std::make_shared<net::CallTrace>();
  EXPECT_FALSE(world.run(world.client.delete_volume(net::Context().traced(trace), {"BRK-1V"})));
  EXPECT_EQ(trace->request_id, "") << "its error names it";
  EXPECT_TRUE(world.run(world.client.delete_volume(net::Context().traced(trace), {"BRK-1V"})));
  EXPECT_EQ(trace->request_id, "a1b2c3d4");
}

TEST(ClientTrace, holds_nothing_of_the_key) {
  const std::string key = World::key;
  for (std::size_t before = 0; before < 45; ++before) {
    World world;
    world.transport.replies = {
        answer(200, R"({"request_id":")" + std::string(before, 'r') + key + R"("})")};
    const auto trace = std::make_shared<net::CallTrace>();
    ASSERT_TRUE(world.run(world.client.delete_volume(net::Context().traced(trace), {"BRK-1V"})));
    EXPECT_EQ(trace->request_id.find(key.substr(0, 6)), std::string::npos) << trace->request_id;
  }
}

TEST(ClientSecrets, are_not_repeated_when_the_server_repeats_them) {
  const std::string secret = "#!/bin/sh\nexport TOKEN=hunter2hunter2\n";
  const std::string bodies[] = {
      R"({"message":"cannot accept '#!/bin/sh\\nexport TOKEN=hunter2hunter2'"})",
      R"({"message":"unexpected TOKEN=hunter2hun"})", "export TOKEN=hunter2hunter2"};
  for (const auto& body : bodies)
    for (const int status : {400, 200}) {
      World world;
      world.transport.otherwise = [&](const auto&) { return answer(status, body); };
      const auto created = world.run(world.client.create_script({}, "boot", secret));
      ASSERT_FALSE(created);
      EXPECT_EQ(created.error().text().find("hunter2"), std::string::npos)
          << created.error().text();
    }
}

TEST(ClientSecrets, do_not_hide_what_the_server_has_to_say) {
  World world;
  world.transport.replies = {answer(400, R"({"message":"the script is too long"})")};
  const auto created = world.run(world.client.create_script({}, "boot", "#!/bin/sh\necho ok\n"));
  ASSERT_FALSE(created);
  EXPECT_NE(created.error().text().find("the script is too long"), std::string::npos);
}

}  // namespace
}  // namespace muster::api
