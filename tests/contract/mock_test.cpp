#include "api/net/event_loop.hpp"
#include "api/net/http_client.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/system_random.hpp"
#include "tests/api/client_functions.hpp"
#include "tests/e2e/support/process.hpp"

#include <cstdlib>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace muster::api {
namespace {

/// A server that somebody else wrote, made from the contract alone. It refuses requests that the
/// contract does not allow, and answers with made-up values of the described types.
class MockServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const char* path = std::getenv("PATH");
    mock_ = std::make_unique<e2e::Process>(
        std::vector<std::string>{MUSTER_PRISM, "mock", "--port", "0", "--host", "127.0.0.1",
                                 MUSTER_CONTRACT},
        std::filesystem::temp_directory_path(),
        std::map<std::string, std::string>{{"PATH", path == nullptr ? "" : path}});
    const std::string mark = "Prism is listening on ";
    ASSERT_TRUE(mock_->wait_for_output(mark)) << mock_->out();
    ASSERT_TRUE(mock_->wait_for_output("\n"));
    endpoint_ = mock_->out().substr(mock_->out().find(mark) + mark.size());
    endpoint_ = endpoint_.substr(0, endpoint_.find_first_not_of("htp:/.0123456789"));
  }
  static void TearDownTestSuite() { mock_.reset(); }

  static inline std::unique_ptr<e2e::Process> mock_;
  static inline std::string endpoint_;
};

TEST_F(MockServer, every_client_function_is_understood_and_understands) {
  net::EventLoop loop;
  net::RealClock clock;
  net::SystemRandom random;
  const auto url = net::parse_url(endpoint_);
  ASSERT_TRUE(url) << endpoint_;
  const auto transport = net::HttpClient::create(clock, *url, {});
  ASSERT_TRUE(transport);
  Client client(**transport, clock, random, Contract::standard(),
                {.endpoint = endpoint_, .api_key = "key", .calls_per_minute = 0});
  for (const auto& function : test::client_functions()) {
    const auto done = loop.run(function.call(client));
    EXPECT_TRUE(done) << function.name << ": " << (done ? "" : done.error().text());
  }
}

}  // namespace
}  // namespace muster::api
