// `muster api`: any call of the API.

#include "tests/e2e/support/world.hpp"

namespace muster::e2e {
namespace {

using nlohmann::json;

class ApiVerb : public EndToEnd {
 protected:
  static std::string volume(const std::string& name) {
    return json{{"volume_name", name},
                {"tier", "legacy"},
                {"region", "CANADA-1"},
                {"volume_type", "SSD"},
                {"size_gb", 100}}
        .dump();
  }
};

TEST_F(ApiVerb, prints_the_body_as_it_came) {
  start_sandbox();
  const auto run = muster({"api", "get", "/regions/", "--query", "tier=advanced"});
  EXPECT_EQ(run.exit, 0) << run.err;
  const auto body = json::parse(run.out);
  ASSERT_EQ(body["regions"].size(), 1U);
  EXPECT_EQ(body["regions"][0]["name"], "FIN-01");
  EXPECT_TRUE(body.contains("request_id"));
}

TEST_F(ApiVerb, encodes_what_the_query_holds) {
  start_sandbox();
  const auto run = muster({"api", "GET", "/volumes/?limit=5", "--query", "status=a&limit=1 é"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(json::parse(run.out)["limit"], 5);
  EXPECT_EQ(muster({"api", "GET", "/volumes/", "--query", "=x"}).exit, 64);
}

TEST_F(ApiVerb, prints_status_and_headers_when_asked) {
  start_sandbox();
  const auto run = muster({"api", "GET", "/regions/", "--include"});
  EXPECT_TRUE(run.out.starts_with("HTTP 200\n")) << run.out;
  EXPECT_NE(run.out.find("Content-Type: application/json\n"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("\n\n{"), std::string::npos) << run.out;
}

TEST_F(ApiVerb, changes_nothing_unless_told_to) {
  start_sandbox();
  const auto run = muster({"api", "POST", "/volumes/", "--data", volume("data")});
  EXPECT_EQ(run.exit, 64) << run.out;
  EXPECT_NE(run.err.find("--auto-approve"), std::string::npos) << run.err;
  EXPECT_TRUE(rows("volumes").empty());
  const auto approved =
      muster({"api", "POST", "/volumes/", "--data", volume("data"), "--auto-approve"});
  EXPECT_EQ(approved.exit, 0) << approved.err;
  ASSERT_EQ(rows("volumes").size(), 1U);
  write("my volume.json", volume("second"));
  EXPECT_EQ(muster({"api", "POST", "/volumes/", "--data",
                    "@" + (folder / "my volume.json").string(), "--auto-approve"})
                .exit,
            0);
  EXPECT_EQ(rows("volumes").size(), 2U);
}

TEST_F(ApiVerb, asks_nothing_before_a_question_that_is_posted) {
  start_sandbox();
  const auto run = muster({"api", "POST", "/pricing/", "--data", R"({"currency": "EUR"})"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_TRUE(json::parse(run.out)["pricing_data"].contains("gpus"));
}

TEST_F(ApiVerb, prints_the_body_of_a_refusal_and_exits_by_its_class) {
  start_sandbox({"--api-key", "right"});
  environment["MUSTER_API_KEY"] = "right";
  const auto missing = muster({"api", "DELETE", "/volumes/none/", "--auto-approve"});
  EXPECT_EQ(missing.exit, 1);
  EXPECT_EQ(json::parse(missing.out)["error_code"], "VOLUME_NOT_FOUND");
  EXPECT_NE(missing.err.find("404"), std::string::npos) << missing.err;
  environment["MUSTER_API_KEY"] = "wrong-key";
  const auto refused = muster({"api", "GET", "/volumes/"});
  EXPECT_EQ(refused.exit, 3);
  EXPECT_EQ(json::parse(refused.out)["error_code"], "INVALID_API_KEY");
  EXPECT_EQ((refused.out + refused.err).find("wrong-key"), std::string::npos);
}

TEST_F(ApiVerb, refuses_what_is_no_call) {
  environment["MUSTER_ENDPOINT"] = "http://127.0.0.1:1/api";
  const std::vector<std::vector<std::string>> cases = {
      {"FETCH", "/volumes/"},
      {"GET"},
      {"GET", "https://elsewhere.example/"},
      {"GET", "/../admin/"},
      {"GET", "/volumes/", "--data", "{}"},
      {"POST", "/volumes/", "--auto-approve", "--data", "{not json"},
  };
  for (const auto& arguments : cases) {
    std::vector<std::string> all = {"api"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    EXPECT_EQ(muster(all).exit, 64) << arguments.back();
  }
  EXPECT_EQ(muster({"api", "POST", "/volumes/", "--auto-approve", "--data", "@gone.json"}).exit, 1);
}

}  // namespace
}  // namespace muster::e2e
