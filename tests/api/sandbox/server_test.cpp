#include "api/sandbox/server.hpp"

#include "api/net/event.hpp"
#include "api/net/event_loop.hpp"
#include "api/net/http_client.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/task_group.hpp"
#include "tests/api/sandbox/account.hpp"

#include <cmath>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <unistd.h>

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using Script = std::function<net::Task<void>(net::HttpClient&)>;

/// A sandbox on a free port of this machine, while `script` runs.
class SandboxServer : public testing::Test {
 protected:
  Result<void> with_server(const ServerOptions& options, Script script) {
    return loop.run(session(this, options, std::move(script)));
  }

  static net::Task<void> serve_into(SandboxServer* test, net::Context context,
                                    ServerOptions options, net::Event* changed,
                                    std::optional<Result<void>>* ended) {
    auto result = co_await serve(test->clock, context, options, [=](std::uint16_t port) {
      test->port = port;
      changed->notify();
    });
    ended->emplace(std::move(result));
    changed->notify();
  }

  static net::Task<Result<void>> session(SandboxServer* test, ServerOptions options,
                                         Script script) {
    auto stop = std::make_shared<net::StopFlag>();
    net::Event changed;
    std::optional<Result<void>> ended;
    test->port = 0;
    auto group = co_await net::TaskGroup::open();
    group.spawn(serve_into(test, net::Context(stop), options, &changed, &ended));
    co_await changed.wait();
    if (!ended) {
      auto client = net::HttpClient::create(
          test->clock, {"http", "127.0.0.1", std::to_string(test->port), ""}, {});
      co_await script(**client);
    }
    stop->request();
    co_await group.join();
    co_return *ended;
  }

  net::EventLoop loop;
  net::RealClock clock;
  std::uint16_t port = 0;
};

net::Task<Result<net::HttpResponse>> ask(net::HttpClient& client, std::string method,
                                         std::string target, std::string body) {
  net::HttpRequest request{
      std::move(method), std::move(target), {{"api_key", "k"}}, std::move(body)};
  co_return co_await client.send(net::Context(), std::move(request));
}

TEST_F(SandboxServer, speaks_http) {
  const auto ended = with_server({}, [](net::HttpClient& client) -> net::Task<void> {
    const auto response = co_await ask(client, "GET", "/api/regions/?tier=advanced", "");
    EXPECT_TRUE(response);
    if (response) {
      EXPECT_EQ(response->status, 200);
      EXPECT_EQ(net::find_header(response->headers, "content-type"), "application/json");
      EXPECT_EQ(json::parse(response->body)["regions"][0]["name"], "FIN-01");
    }
  });
  EXPECT_TRUE(ended) << ended.error().text();
}

net::Task<void> expect_no_volume(net::HttpClient& client, Errc error) {
  const auto response =
      co_await ask(client, "POST", "/api/volumes/", Account().volume_body("data").dump());
  EXPECT_FALSE(response);
  if (!response) EXPECT_EQ(response.error().code(), error) << response.error().text();
}

struct FaultCase {
  std::string_view fault;
  Errc error;
};

TEST_F(SandboxServer, faults_reach_a_real_client) {
  for (const FaultCase& c : {FaultCase{"reset-before=1", Errc::unknown_outcome},
                             FaultCase{"reset-after=1", Errc::unknown_outcome},
                             FaultCase{"truncate=1", Errc::unknown_outcome}}) {
    SCOPED_TRACE(c.fault);
    ServerOptions options;
    ASSERT_TRUE(parse_fault(c.fault, options.faults));
    const auto ended = with_server(
        options, [&](net::HttpClient& client) { return expect_no_volume(client, c.error); });
    EXPECT_TRUE(ended);
  }
}

TEST_F(SandboxServer, state_survives_a_restart) {
  std::string folder = (std::filesystem::temp_directory_path() / "muster-sandbox-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  ServerOptions options;
  options.state_file = std::filesystem::path(folder) / "state";
  const auto first = with_server(options, [](net::HttpClient& client) -> net::Task<void> {
    const auto made =
        co_await ask(client, "POST", "/api/volumes/", Account().volume_body("data").dump());
    EXPECT_EQ(made ? made->status : 0, 200);
  });
  EXPECT_TRUE(first);
  const auto second = with_server(options, [](net::HttpClient& client) -> net::Task<void> {
    const auto listed = co_await ask(client, "GET", "/api/volumes/", "");
    EXPECT_TRUE(listed);
    if (listed) EXPECT_EQ(json::parse(listed->body)["volumes"][0]["volume_name"], "data");
  });
  EXPECT_TRUE(second);
  std::filesystem::remove_all(folder);
}

struct BadOptions {
  std::string_view reason;
  void (*spoil)(Options&);
};

TEST_F(SandboxServer, refuses_options_that_make_no_sense) {
  const BadOptions cases[] = {
      {"time stands still", [](Options& o) { o.time_scale = 0; }},
      {"time is not a number", [](Options& o) { o.time_scale = std::nan(""); }},
      {"debts", [](Options& o) { o.credit_cents = -1; }},
      {"too rich", [](Options& o) { o.credit_cents = 1'000'000'000'001; }},
      {"another currency", [](Options& o) { o.currency = "GBP"; }},
      {"an empty key", [](Options& o) { o.api_key = ""; }},
      {"an unknown region", [](Options& o) { o.stock = {{"MARS-1", "L40", 1}}; }},
      {"a model that is not there", [](Options& o) { o.stock = {{"US-1", "L40", 1}}; }},
      {"negative stock", [](Options& o) { o.stock = {{"CANADA-1", "L40", -1}}; }},
  };
  for (const BadOptions& c : cases) {
    SCOPED_TRACE(c.reason);
    ServerOptions options;
    c.spoil(options.cloud);
    const auto ended = with_server(options, [](net::HttpClient&) -> net::Task<void> { co_return; });
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code(), Errc::invalid_input);
  }
}

}  // namespace
}  // namespace muster::sandbox
