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

Task<void> spawn_and_await(Task<void>& service, Task<void>& script, TaskGroup& group) {
  group.spawn(std::move(service));
  co_await std::move(script);
  group.cancel();
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

Task<void> run_beside(Task<void> service, Task<void> script) {
  auto body = [&](TaskGroup& group) { return spawn_and_await(service, script, group); };
  co_await in_task_group(body);
}

Task<void> send_into(HttpClient& client, Context context, HttpRequest request,
                     Result<HttpResponse>& result) {
  result = co_await client.send(std::move(context), std::move(request));
}

HttpServer::Handler always(ServerReply reply) {
  return [reply](const HttpRequest&) { return ready(reply); };
}

}  // namespace muster::net
