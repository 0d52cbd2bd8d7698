#include "api/sandbox/in_process.hpp"

#include "api/net/sim_clock.hpp"
#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

class SandboxInProcess : public testing::Test {
 protected:
  Result<net::HttpResponse> send(const FaultOptions& faults, net::Context context,
                                 const std::string& method = "POST") {
    InProcessTransport transport(cloud, clock, faults);
    const std::string body = method == "POST" ? Account().volume_body("data").dump() : "";
    net::HttpRequest request{method, "/api/volumes/", {{"api_key", "k"}}, body};
    auto result = clock.run(transport.send(std::move(context), std::move(request)));
    return result ? *result : fail(Errc::internal, "never ended");
  }
  Errc error(const FaultOptions& faults, net::Context context = {}) {
    const auto result = send(faults, std::move(context));
    return result ? Errc::internal : result.error().code();
  }
  bool exists() const { return !cloud.objects().empty(); }

  net::SimClock clock{test_start};
  Cloud cloud{Options{}, test_start};
};

TEST_F(SandboxInProcess, answers_after_the_latency) {
  const net::TimePoint before = clock.now();
  const auto response = send({.latency_min = 40ms, .latency_max = 40ms}, {});
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(clock.now() - before, 40ms);
  EXPECT_EQ(cloud.calls().front().at, test_start + 20ms) << "arrives after half of it";
}

TEST_F(SandboxInProcess, a_reset_leaves_the_outcome_unknown_whether_it_was_done_or_not) {
  EXPECT_EQ(error({.reset_before = 1}), Errc::unknown_outcome);
  EXPECT_FALSE(exists());
  EXPECT_EQ(error({.reset_after = 1}), Errc::unknown_outcome);
  EXPECT_TRUE(exists());
}

TEST_F(SandboxInProcess, a_cut_answer_leaves_the_outcome_unknown) {
  EXPECT_EQ(error({.truncate = 1}), Errc::unknown_outcome);
  EXPECT_TRUE(exists());
}

TEST_F(SandboxInProcess, slow_answers_take_their_time) {
  const net::TimePoint before = clock.now();
  EXPECT_TRUE(send({.slow = 1, .slow_body = 3s}, {}));
  EXPECT_EQ(clock.now() - before, 3s);
}

TEST_F(SandboxInProcess, a_deadline_cuts_the_wait_and_what_was_sent_may_have_been_done) {
  const FaultOptions slow{.slow = 1, .slow_body = 3s};
  const net::TimePoint before = clock.now();
  EXPECT_EQ(error(slow, net::Context().within(clock, 1s)), Errc::unknown_outcome);
  EXPECT_EQ(clock.now() - before, 1s);
  EXPECT_TRUE(exists());
}

TEST_F(SandboxInProcess, a_deadline_that_is_over_sends_nothing) {
  EXPECT_EQ(error({}, net::Context().until(clock.now())), Errc::timed_out);
  EXPECT_TRUE(cloud.calls().empty());
}

TEST_F(SandboxInProcess, a_stop_sends_nothing) {
  auto stop = std::make_shared<net::StopFlag>();
  stop->request();
  EXPECT_EQ(error({}, net::Context(stop)), Errc::cancelled);
  EXPECT_TRUE(cloud.calls().empty());
}

}  // namespace
}  // namespace muster::sandbox
