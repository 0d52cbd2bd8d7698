#include "tests/api/net/test_world.hpp"

#include "api/net/task_group.hpp"

#include <gtest/gtest.h>

namespace muster::net {
namespace {

Task<void> serve_and_run(TestWorld& world, TestWorld::Script& script, TaskGroup& group) {
  const auto listening = co_await world.server.listen();
  EXPECT_TRUE(listening.has_value());
  group.spawn(world.server.serve(Context()));
  co_await script(world);
  world.server.stop();
}

Task<ServerReply> ready(ServerReply reply) {
  co_return reply;
}

}  // namespace

TestWorld::TestWorld(Handler handler, HttpServerOptions options)
    : server(clock, std::move(handler), std::move(options)) {}

void TestWorld::run(Script script) {
  auto body = [&](TaskGroup& group) { return serve_and_run(*this, script, group); };
  loop.run(in_task_group(body));
}

std::unique_ptr<HttpClient> TestWorld::client(HttpClientOptions options) {
  return client_of(clock, server.port(), std::move(options));
}

std::unique_ptr<HttpClient> client_of(RealClock& clock, std::uint16_t port,
                                      HttpClientOptions options) {
  const Url url{"http", "127.0.0.1", std::to_string(port), ""};
  return HttpClient::create(clock, url, std::move(options)).value();
}

HttpServer::Handler always(ServerReply reply) {
  return [reply](const HttpRequest&) { return ready(reply); };
}

}  // namespace muster::net
