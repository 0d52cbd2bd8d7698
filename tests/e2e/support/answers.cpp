#include "tests/e2e/support/answers.hpp"

#include "api/net/blocking_pool.hpp"
#include "tests/api/net/test_world.hpp"

namespace muster::e2e {
namespace {

net::Task<net::ServerReply> reply(int status, std::string body) {
  co_return net::ServerReply{{status, {{"Content-Type", "application/json"}}, std::move(body)}};
}

net::Task<net::ServerReply> answer(const Answers& answers, const net::HttpRequest& request) {
  const auto path = request.target.substr(0, request.target.find('?'));
  const auto found = answers.find(path.substr(std::string("/api").size()));
  if (found != answers.end()) return reply(200, found->second);
  return reply(404, R"({"success": false, "message": "No such endpoint",
                        "error_code": "NOT_FOUND", "request_id": "a1b2c3d4"})");
}

net::Task<void> on_pool(net::BlockingPool& pool, std::function<void()> work) {
  co_await pool.run(std::move(work));
}

}  // namespace

Finished against(const Answers& answers,
                 const std::function<Finished(std::string endpoint)>& work) {
  net::TestWorld world(
      [&answers](const net::HttpRequest& request) { return answer(answers, request); });
  net::BlockingPool pool{1};
  Finished finished;
  world.run([&](net::TestWorld& served) {
    const auto endpoint = "http://127.0.0.1:" + std::to_string(served.server.port()) + "/api";
    return on_pool(pool, [&finished, &work, endpoint] { finished = work(endpoint); });
  });
  return finished;
}

}  // namespace muster::e2e
