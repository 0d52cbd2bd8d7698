// `muster waste`: what is paid for and of no use.

#include "tests/e2e/support/answers.hpp"
#include "tests/e2e/support/fleet.hpp"

namespace muster::e2e {
namespace {

class WasteVerb : public Fleet {
 protected:
  nlohmann::json waste() {
    const auto run = muster({"waste", "-o", "json"});
    EXPECT_EQ(run.exit, 0) << run.err;
    return run.exit == 0 ? nlohmann::json::parse(run.out) : nlohmann::json();
  }
};

TEST_F(WasteVerb, of_an_account_in_use_is_none) {
  start_fast_sandbox();
  want_fleet();
  apply_and_settle();
  const auto run = muster({"waste", "--detailed-exitcode"});
  EXPECT_EQ(run.exit, 0) << run.out;
  EXPECT_EQ(run.out, "Nothing is wasted, as far as muster can tell.\n");
}

TEST_F(WasteVerb, names_what_is_paid_for_and_what_ends_it) {
  start_fast_sandbox();
  want_fleet("  powerState: Stopped\n");
  apply_and_settle();
  create_foreign_volume("scratch", 1000);
  const auto found = waste();
  ASSERT_EQ(found["items"].size(), 2U) << found;
  const auto& machine = found["items"][0];
  EXPECT_EQ(machine["managed"], "VirtualMachine/trainer");
  EXPECT_EQ(machine["perHour"], "4.58");
  EXPECT_EQ(machine["perDay"], "109.92");
  EXPECT_EQ(machine["manifest"]["line"], 27);
  EXPECT_NE(machine["remedy"].get<std::string>().find("powerState: Hibernated at fleet.yaml:27"),
            std::string::npos)
      << machine;
  const auto& volume = found["items"][1];
  EXPECT_TRUE(volume["managed"].is_null());
  EXPECT_EQ(volume["perDay"], "2.40");
  EXPECT_EQ(volume["remedy"],
            "muster api DELETE /volumes/" + volume["id"].get<std::string>() + "/");
  EXPECT_EQ(found["perDay"], "112.32");
  const auto text = muster({"waste", "--detailed-exitcode"});
  EXPECT_EQ(text.exit, 2);
  EXPECT_NE(text.out.find("Total: 112.32 USD per day, 3416.40 USD per month"), std::string::npos)
      << text.out;
}

TEST_F(WasteVerb, says_what_it_cannot_know) {
  // The prices do not come.
  const Answers answers = {{"/instances/", R"({"success": true, "instances": []})"},
                           {"/firewalls/", R"({"success": true, "firewalls": []})"},
                           {"/snapshots/", R"({"success": true, "snapshots": []})"},
                           {"/images/", R"({"success": true, "images": []})"},
                           {"/volumes/", R"({"success": true, "volumes": [
         {"volume_id": "BRK-1V", "volume_name": "scratch", "size_gb": 1000, "tier": "legacy",
          "volume_type": "SSD", "region": "CANADA-1", "status": "available", "bootable": false,
          "attachments": []}]})"}};
  const auto run = against(answers, [&](std::string at) {
    environment["MUSTER_ENDPOINT"] = std::move(at);
    return muster({"waste", "-o", "json"});
  });
  ASSERT_EQ(run.exit, 0) << run.err;
  const auto found = nlohmann::json::parse(run.out);
  ASSERT_EQ(found["items"].size(), 1U) << found;
  EXPECT_TRUE(found["items"][0]["perDay"].is_null());
  EXPECT_EQ(found["itemsOfUnknownCost"], 1);
  EXPECT_NE(found["unknown"].dump().find("prices could not be read"), std::string::npos) << found;
}

}  // namespace
}  // namespace muster::e2e
