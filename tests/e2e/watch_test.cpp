// `muster get --watch`.

#include "tests/e2e/support/world.hpp"

#include <signal.h>

namespace muster::e2e {
namespace {

class Watch : public EndToEnd {
 protected:
  void create_volume(const std::string& name) {
    api("POST", "/volumes/",
        {{"volume_name", name},
         {"tier", "legacy"},
         {"region", "CANADA-1"},
         {"volume_type", "SSD"},
         {"size_gb", 100}});
  }
};

TEST_F(Watch, appends_what_changed_and_ends_with_130) {
  start_sandbox({"--time-scale", "1000"});
  const auto watching = start_muster({"get", "volumes", "--watch", "--interval", "1s"});
  ASSERT_TRUE(watching->wait_for_output("There are no volumes"));
  create_volume("first");
  ASSERT_TRUE(watching->wait_for_output("available")) << watching->out();
  watching->signal(SIGINT);
  const auto ended = watching->wait();
  EXPECT_EQ(ended.exit, 130) << ended.err;
  EXPECT_EQ(ended.out.find("There are no volumes"), ended.out.rfind("There are no volumes"))
      << "what did not change is not said again: " << ended.out;
  EXPECT_EQ(ended.err, "");
}

TEST_F(Watch, ends_with_143_even_while_the_api_is_away) {
  start_sandbox({"--time-scale", "1000"});
  const auto watching = start_muster({"get", "regions", "-w", "--interval", "1s", "-o", "json"});
  ASSERT_TRUE(watching->wait_for_output("CANADA-1"));
  stop_sandbox();
  watching->signal(SIGTERM);
  EXPECT_EQ(watching->wait().exit, 143);
}

TEST_F(Watch, ends_at_once_when_the_key_is_wrong) {
  start_sandbox({"--api-key", "another"});
  const auto run = muster({"get", "vms", "--watch"});
  EXPECT_EQ(run.exit, 3) << run.err;
}

TEST_F(Watch, does_not_look_more_often_than_once_a_second) {
  for (const auto* interval : {"10ms", "0s", "soon"}) {
    const auto run = muster({"get", "vms", "--watch", "--interval", interval});
    EXPECT_EQ(run.exit, 64) << interval;
    EXPECT_NE(run.err.find("--interval"), std::string::npos) << run.err;
  }
  EXPECT_EQ(muster({"get", "vms", "--interval", "5s"}).exit, 64) << "only with --watch";
}

}  // namespace
}  // namespace muster::e2e
