// `muster billing`: what the account has cost.

#include "api/net/blocking_pool.hpp"
#include "tests/api/net/test_world.hpp"
#include "tests/e2e/support/world.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace muster::e2e {
namespace {

using nlohmann::json;

net::Task<net::ServerReply> ready(net::HttpResponse response) {
  net::ServerReply reply;
  reply.response = std::move(response);
  co_return reply;
}

net::Task<void> run_on(net::BlockingPool& pool, std::function<void()> work) {
  co_await pool.run(std::move(work));
}

/// Answers the first page of a bill of two, and everything else in its own way.
net::HttpServer::Handler pages(std::string first, net::HttpResponse other) {
  return [first = std::move(first), other = std::move(other)](const net::HttpRequest& request) {
    const bool page_one = request.target.find("page=1&") != std::string::npos;
    return ready(page_one ? net::HttpResponse{200, {}, first} : other);
  };
}

/// Of volumes, on two pages.
json first_page() {
  return {{"success", true},
          {"records", json::array({{{"billing_id", "B1"},
                                    {"volume_id", "V1"},
                                    {"volume_name", "data"},
                                    {"size_gb", 100},
                                    {"start_time", "2026-01-15T10:00:00Z"},
                                    {"end_time", nullptr},
                                    {"total_duration_minutes", 60},
                                    {"per_minute_rate", 0.5},
                                    {"total_cost", 30},
                                    {"currency", "USD"},
                                    {"status", "available"}}})},
          {"summary", {{"totalMinutes", 120}, {"activeCount", 2}}},
          {"total", 2},
          {"page", 1},
          {"limit", 1},
          {"total_pages", 2},
          {"currency", "USD"}};
}

class Billing : public EndToEnd {
 protected:
  void create_volume(const std::string& name, int size = 1000) {
    api("POST", "/volumes/",
        {{"volume_name", name},
         {"tier", "legacy"},
         {"region", "CANADA-1"},
         {"volume_type", "SSD"},
         {"size_gb", size}});
  }
  json bill(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "billing");
    arguments.emplace_back("-o");
    arguments.emplace_back("json");
    const auto run = muster(arguments);
    EXPECT_EQ(run.exit, 0) << run.err;
    return json::parse(run.out, nullptr, false);
  }
  /// `muster billing volumes` against a server whose first page is `body`.
  Finished ask(const json& body, const net::HttpResponse& other,
               const std::vector<std::string>& flags = {}) {
    net::TestWorld world(pages(body.dump(), other));
    net::BlockingPool pool(1);
    Finished run;
    std::vector<std::string> arguments = {"billing", "volumes"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    world.run([&](net::TestWorld& served) {
      environment["MUSTER_ENDPOINT"] =
          "http://127.0.0.1:" + std::to_string(served.server.port()) + "/api";
      return run_on(pool, [&] { run = muster(arguments); });
    });
    return run;
  }
  /// A minute of the sandbox is 60 ms, and no credit runs out.
  void start_fast() { start_sandbox({"--time-scale", "1000", "--credit", "1000000"}); }
};

TEST_F(Billing, says_when_there_is_nothing) {
  start_sandbox();
  for (const auto* kind : {"vms", "volumes", "snapshots"}) {
    const auto run = muster({"billing", kind});
    EXPECT_EQ(run.exit, 0) << run.err;
    EXPECT_TRUE(run.out.starts_with("There are no billing records of ")) << run.out;
    const auto document = bill({kind});
    EXPECT_TRUE(document["items"].empty());
    EXPECT_EQ(document["summary"]["records"], 0);
  }
  EXPECT_EQ(muster({"billing", "vms", "--min-cost", "1"}).out,
            "There are no billing records of machines that match.\n");
}

TEST_F(Billing, of_machines_shows_each_stretch_and_a_total) {
  start_fast();
  write("vm.yaml", R"(apiVersion: muster/v1
kind: SSHKey
metadata: {name: ann}
spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5 someone@example}
---
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: trainer}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: RTX-A6000, count: 2}
  boot: {osImage: Debian 12}
  sshKeys: [ann]
)");
  apply_and_settle();
  const auto document = bill({"vms"});
  EXPECT_EQ(document["kind"], "BillingRecord");
  ASSERT_EQ(document["items"].size(), 1U);
  const auto& item = document["items"][0];
  EXPECT_EQ(item["name"], "trainer");
  EXPECT_EQ(item["gpuModel"], "RTX-A6000");
  EXPECT_EQ(item["gpuCount"], 2);
  EXPECT_EQ(item["perMinute"], "0.023");
  EXPECT_EQ(item["status"], "active");
  EXPECT_TRUE(item["to"].is_null());
  EXPECT_EQ(document["summary"]["active"], 1);
  EXPECT_EQ(document["summary"]["cost"], item["cost"]);
  const auto text = muster({"billing", "vms"}).out;
  EXPECT_TRUE(text.starts_with("NAME ")) << text;
  EXPECT_NE(text.find("\nTotal: "), std::string::npos) << text;
  EXPECT_NE(text.find(" USD for "), std::string::npos) << text;
  EXPECT_NE(text.find("1 active, 0 completed, 0 hibernated."), std::string::npos) << text;
  EXPECT_EQ(text.find("BILLING-ID"), std::string::npos) << text;
  EXPECT_NE(muster({"billing", "vms", "-o", "wide"}).out.find("BILLING-ID"), std::string::npos);
}

TEST_F(Billing, follows_all_pages) {
  start_sandbox();
  for (int i = 0; i < 120; ++i) create_volume("v" + std::to_string(i), 100);
  const auto document = bill({"volumes"});
  EXPECT_EQ(document["items"].size(), 120U);
  EXPECT_EQ(document["summary"]["records"], 120);
  EXPECT_EQ(document["summary"]["sizeGb"], 12000);
}

TEST_F(Billing, has_a_flag_for_every_documented_filter) {
  start_fast();
  create_volume("small", 100);
  create_volume("large", 2000);
  EXPECT_EQ(bill({"volumes", "--size", "2000"})["items"].size(), 1U);
  EXPECT_EQ(bill({"volumes", "--status", "in-use"})["items"].size(), 0U);
  EXPECT_EQ(bill({"volumes", "--start-date", "2020-01-01"})["items"].size(), 2U);
  EXPECT_EQ(bill({"volumes", "--end-date", "2020-01-01"})["items"].size(), 0U);
  EXPECT_EQ(bill({"volumes", "--max-minutes", "1000000000"})["items"].size(), 2U);
  EXPECT_EQ(bill({"volumes", "--min-minutes", "1000000000"})["items"].size(), 0U);
  EXPECT_EQ(bill({"volumes", "--min-cost", "0", "--max-cost", "99999999"})["items"].size(), 2U);
  EXPECT_EQ(bill({"volumes", "--min-cost", "99999999.5"})["items"].size(), 0U);
}

TEST_F(Billing, as_csv_is_for_spreadsheets_and_cannot_harm_them) {
  auto body = first_page();
  body["records"].push_back(body["records"][0]);
  body["records"][0]["volume_name"] = "=1+cmd|' /C calc'!A0";
  body["records"][1]["volume_name"] = "a,\"b\"";
  body["records"][1]["billing_id"] = "B2";
  body["total_pages"] = 1;
  const auto run = ask(body, {500, {}, ""}, {"-o", "csv"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_TRUE(
      run.out.starts_with("name,volumeId,sizeGb,tier,from,to,minutes,perMinute,cost,"
                          "currency,status,billingId,description\n"))
      << run.out;
  EXPECT_NE(run.out.find("\n'=1+cmd"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("\n\"a,\"\"b\"\"\",V1,100,"), std::string::npos) << run.out;
  EXPECT_EQ(std::ranges::count(run.out, '\n'), 3);
}

TEST_F(Billing, refuses_filters_that_are_none_before_anything_is_asked) {
  environment["MUSTER_ENDPOINT"] = "http://127.0.0.1:1/api";
  const std::vector<std::vector<std::string>> cases = {
      {"--start-date", "15.01.2026"},
      {"--end-date", "2026-02-30"},
      {"--min-cost", "much"},
      {"--max-cost", "-1"},
      {"--min-minutes", "x"},
      {"--size", "9999999999999999"},
      {"--start-date", "2026-02-01", "--end-date", "2026-01-01"},
      {"--min-cost", "2", "--max-cost", "1"}};
  for (const auto& flags : cases) {
    std::vector<std::string> arguments = {"billing", "volumes"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const auto run = muster(arguments);
    EXPECT_EQ(run.exit, 64) << flags[0] << flags[1] << run.err;
    EXPECT_NE(run.err.find(flags[flags.size() - 2]), std::string::npos) << run.err;
  }
  EXPECT_EQ(muster({"billing"}).exit, 64);
  EXPECT_EQ(muster({"billing", "vms", "--size", "1"}).exit, 64) << "machines have no size";
}

struct BadBill {
  json patch;  // RFC 7386, for the first page
  net::HttpResponse other;
  const char* why;
};

TEST_F(Billing, that_cannot_be_read_in_full_is_an_error_and_never_zeros) {
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\n"
        "spec: {api: {callsPerMinute: 0}}\n");
  const BadBill cases[] = {
      {json::object(), {403, {}, "{}"}, "page 2 of 2"},
      {json::object(), {200, {}, "<html>busy</html>"}, "page 2 of 2"},
      {{{"currency", "DOGE"}}, {200, {}, "{}"}, "unknown currency \"DOGE\""},
      {{{"records", "many"}}, {200, {}, "{}"}, "is not a list"},
      {{{"summary", nullptr}}, {200, {}, "{}"}, "summary"},
  };
  for (const auto& bad : cases) {
    auto body = first_page();
    body.merge_patch(bad.patch);
    const auto run = ask(body, bad.other);
    EXPECT_EQ(run.out, "") << bad.why;
    EXPECT_NE(run.exit, 0) << bad.why;
    EXPECT_NE(run.err.find(bad.why), std::string::npos) << run.err;
  }
}

TEST_F(Billing, without_a_total_cost_is_added_up_and_says_so) {
  auto body = first_page();
  body["total"] = 1;
  body["total_pages"] = 1;
  const auto run = ask(body, {500, {}, ""});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("Total: 30.00 USD for 120 minutes in 1 record (added up here: the service "
                         "gives no total); 2 active.\n"),
            std::string::npos)
      << run.out;
}

TEST_F(Billing, with_a_wrong_key_is_a_matter_of_authentication) {
  start_sandbox({"--api-key", "another"});
  EXPECT_EQ(muster({"billing", "vms"}).exit, 3);
}

}  // namespace
}  // namespace muster::e2e
