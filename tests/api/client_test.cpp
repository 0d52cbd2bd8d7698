#include "api/observe.hpp"
#include "tests/api/scripted_transport.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr const char* done = R"({"success":true,"message":"accepted","request_id":"a1b2c3d4"})";

json sent(const World& world, std::size_t call = 0) {
  return json::parse(world.transport.seen.at(call).request.body);
}

TEST(ClientRequests, carry_key_and_media_types) {
  World world;
  world.transport.replies = {answer(200, R"({"volume_id":"BRK-1V"})")};
  ASSERT_TRUE(world.run(world.client.create_volume({}, {.name = "a"})));
  const auto& request = world.transport.seen.at(0).request;
  EXPECT_EQ(net::find_header(request.headers, "Authorization"),
            std::string("Bearer ") + World::key);
  EXPECT_EQ(net::find_header(request.headers, "Content-Type"), "application/json");
  EXPECT_EQ(net::find_header(request.headers, "Accept"), "application/json");
}

TEST(ClientRequests, carry_the_key_where_the_contract_wants_it) {
  ContractOverrides overrides;
  overrides.auth_header = "X-API-Key";
  overrides.auth_prefix = "";
  World world({}, *apply_overrides(Contract::standard(), overrides));
  world.transport.replies = {answer(200, done)};
  ASSERT_TRUE(world.run(world.client.delete_volume({}, {"BRK-1V"})));
  const auto& headers = world.transport.seen.at(0).request.headers;
  EXPECT_EQ(net::find_header(headers, "X-API-Key"), World::key);
  EXPECT_FALSE(net::find_header(headers, "Authorization"));
}

TEST(ClientRequests, escape_ids_in_paths) {
  World world;
  world.transport.replies = {answer(200, done)};
  ASSERT_TRUE(world.run(world.client.delete_volume({}, {"a/../b?c"})));
  EXPECT_EQ(world.transport.seen.at(0).request.target, "/api/volumes/a%2F..%2Fb%3Fc/");
}

TEST(ClientRequests, refuse_an_id_that_would_address_something_else) {
  World world;
  const auto deleted = world.run(world.client.delete_volume({}, {""}));
  ASSERT_FALSE(deleted);
  EXPECT_EQ(deleted.error().code(), Errc::invalid_input);
  EXPECT_EQ(world.client.calls_made(), 0);
}

TEST(ClientRequests, refuse_text_that_is_not_utf8) {
  World world;
  const auto created = world.run(world.client.create_script({}, "s", "\xff\xfe"));
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code(), Errc::invalid_input);
  EXPECT_EQ(world.client.calls_made(), 0);
}

TEST(ClientRequests, describe_a_deployment_in_full) {
  World world;
  world.transport.replies = {
      answer(201, R"({"success":true,"instance_id":"BRK-1D","status":"CREATING"})")};
  const auto id = world.run(
      world.client.deploy({}, {.name = "trainer",
                               .tier = Tier::legacy,
                               .region = "CANADA-1",
                               .gpu_model = "L40",
                               .gpu_count = 2,
                               .ssh_keys = {{"k1"}, {"k2"}},
                               .os_image = "Ubuntu",
                               .public_ip = true,
                               .security_rules = {{Direction::ingress, Protocol::tcp, Ports{22, 22},
                                                   *parse_cidr("0.0.0.0/0")}},
                               .user_data = "#cloud-config",
                               .volumes = {{"BRK-1V"}}}));
  ASSERT_TRUE(id);
  EXPECT_EQ(id->text, "BRK-1D");
  EXPECT_EQ(sent(world), json::parse(R"({
    "vm_name": "trainer", "tier": "legacy", "region": "CANADA-1", "gpu_model": "L40",
    "gpu_count": 2, "ssh_key_ids": ["k1", "k2"], "os_image": "Ubuntu", "enable_public_ip": true,
    "security_rules": [{"direction": "ingress", "ethertype": "IPv4", "protocol": "tcp",
                        "port_range_min": 22, "port_range_max": 22,
                        "remote_ip_prefix": "0.0.0.0/0"}],
    "user_data": "#cloud-config", "volume_ids": ["BRK-1V"]})"));
}

struct ActionCase {
  const char* method;
  const char* target;
  const char* body;
  std::function<Task<Result<void>>(Client&)> act;
};

TEST(ClientRequests, go_to_the_routes_of_the_contract) {
  const RemoteId id{"X"};
  const ActionCase cases[] = {
      {"DELETE", "/api/ssh-keys/X/", "", [&](Client& c) { return c.delete_ssh_key({}, id); }},
      {"PUT", "/api/scripts/X/", R"({"script":"run"})",
       [&](Client& c) { return c.update_script({}, id, "run"); }},
      {"DELETE", "/api/scripts/X/", "", [&](Client& c) { return c.delete_script({}, id); }},
      {"DELETE", "/api/firewalls/X/rules/r/", "",
       [&](Client& c) { return c.remove_firewall_rule({}, id, {"r"}); }},
      {"POST", "/api/firewalls/X/attach/", R"({"instance_ids":["a","b"]})",
       [&](Client& c) { return c.set_firewall_members({}, id, {{"a"}, {"b"}}); }},
      {"POST", "/api/firewalls/X/attach/", R"({"instance_ids":[]})",
       [&](Client& c) { return c.set_firewall_members({}, id, {}); }},
      {"DELETE", "/api/firewalls/X/", "", [&](Client& c) { return c.delete_firewall({}, id); }},
      {"POST", "/api/volumes/X/resize/", R"({"size_gb":500})",
       [&](Client& c) { return c.resize_volume({}, id, Gigabytes{500}); }},
      {"POST", "/api/instances/X/attach-volumes/", R"({"volume_ids":["v"]})",
       [&](Client& c) { return c.attach_volumes({}, id, {{"v"}}); }},
      {"POST", "/api/instances/X/detach-volumes/", R"({"volume_ids":["v"]})",
       [&](Client& c) { return c.detach_volumes({}, id, {{"v"}}); }},
      {"DELETE", "/api/volumes/X/", "", [&](Client& c) { return c.delete_volume({}, id); }},
      {"POST", "/api/instances/X/start/", "", [&](Client& c) { return c.start_instance({}, id); }},
      {"POST", "/api/instances/X/stop/", "", [&](Client& c) { return c.stop_instance({}, id); }},
      {"POST", "/api/instances/X/hibernate/", "",
       [&](Client& c) { return c.hibernate_instance({}, id); }},
      {"POST", "/api/instances/X/restore/", "",
       [&](Client& c) { return c.restore_instance({}, id); }},
      {"POST", "/api/instances/X/toggle-public-ip/", "",
       [&](Client& c) { return c.toggle_public_ip({}, id); }},
      {"DELETE", "/api/instances/X/security-rules/r/", "",
       [&](Client& c) { return c.remove_instance_rule({}, id, {"r"}); }},
      {"DELETE", "/api/instances/X/", "", [&](Client& c) { return c.delete_instance({}, id); }},
  };
  for (const auto& c : cases) {
    World world;
    world.transport.replies = {answer(200, done)};
    ASSERT_TRUE(world.run(c.act(world.client))) << c.target;
    const auto& request = world.transport.seen.at(0).request;
    EXPECT_EQ(request.method, c.method) << c.target;
    EXPECT_EQ(request.target, c.target);
    EXPECT_EQ(request.body, c.body) << c.target;
  }
}

TEST(ClientAnswers, may_be_empty_for_actions) {
  World world;
  world.transport.replies = {answer(204, "")};
  EXPECT_TRUE(world.run(world.client.delete_volume({}, {"BRK-1V"})));
}

TEST(ClientAnswers, name_call_and_request_when_they_make_no_sense) {
  World world;
  world.transport.replies = {answer(200, R"({"success":true,"request_id":"a1b2c3d4","x":1})")};
  const auto volumes = world.run(world.client.list_volumes({}));
  ASSERT_FALSE(volumes);
  EXPECT_EQ(volumes.error().code(), Errc::protocol);
  const auto text = volumes.error().text();
  EXPECT_NE(text.find("GET /api/volumes/ (request a1b2c3d4)"), std::string::npos) << text;
  EXPECT_NE(text.find("list.volumes"), std::string::npos) << text;
}

TEST(ClientAnswers, fail_when_the_envelope_says_so) {
  World world;
  world.transport.replies = {
      answer(200, R"({"success":false,"error_code":"VOLUME_NOT_FOUND","message":"no"})")};
  const auto volume = world.run(world.client.get_volume({}, {"BRK-1V"}));
  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code(), Errc::not_found);
}

json firewall_row(int number) {
  return {{"firewall_id", "F" + std::to_string(number)},
          {"name", "f" + std::to_string(number)},
          {"region", "CANADA-1"},
          {"status", "SUCCESS"}};
}

/// Lists rows without rules; details have them, unless `poor`. F2 is deleted in between.
ScriptedTransport::Reply firewalls(const net::HttpRequest& request, bool poor) {
  if (request.target.find('?') != std::string::npos) {
    auto rows = json::array();
    for (int i = 0; i < 40; ++i) rows.push_back(firewall_row(i));
    return answer(200, json({{"firewalls", rows}, {"total_pages", 1}}).dump());
  }
  const auto number = std::stoi(request.target.substr(sizeof("/api/firewalls/F") - 1));
  if (number == 2) return answer(404, "");
  auto detail = firewall_row(number);
  if (!poor) {
    detail["rules"] = json::array();
    detail["attachments"] = {{{"vm", {{"id", "BRK-1D"}}}, {"status", "SUCCESS"}}};
  }
  return answer(200, json({{"firewall", detail}}).dump());
}

TEST(ClientDetails, complete_rows_that_lack_something) {
  World world({.calls_per_minute = 0});
  world.transport.otherwise = [](const auto& request) { return firewalls(request, false); };
  const auto found = world.run(world.client.list_firewalls({}));
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_EQ(found->size(), 39U);
  EXPECT_TRUE(std::ranges::is_sorted(*found, {}, &LiveFirewall::id));
  for (const auto& firewall : *found) EXPECT_EQ(firewall.members.size(), 1U);
  EXPECT_EQ(world.client.calls_made(), 41);
}

TEST(ClientDetails, are_not_asked_for_again_when_they_add_nothing) {
  World world({.calls_per_minute = 0, .concurrency = 1});
  world.transport.latency = 1ms;
  world.transport.otherwise = [](const auto& request) { return firewalls(request, true); };
  ASSERT_TRUE(world.run(world.client.list_firewalls({})));
  const auto first = world.client.calls_made();
  EXPECT_LT(first, 20);
  ASSERT_TRUE(world.run(world.client.list_firewalls({})));
  EXPECT_EQ(world.client.calls_made(), first + 1);
}

ScriptedTransport::Reply empty_lists(const net::HttpRequest&) {
  return answer(200, R"({"instances":[],"volumes":[],"firewalls":[],"ssh_keys":[],"scripts":[],
                        "snapshots":[],"images":[]})");
}

TEST(Observe, reads_the_wanted_kinds_side_by_side) {
  World world;
  world.transport.latency = 2s;
  world.transport.otherwise = empty_lists;
  const auto start = world.clock.wall_now();
  const auto state = world.run(observe({}, world.client, world.clock,
                                       {Kind::volume, Kind::virtual_machine, Kind::firewall,
                                        Kind::volume, Kind::budget, Kind::snapshot}));
  ASSERT_TRUE(state) << state.error().text();
  EXPECT_EQ(state->observed, (std::vector<Kind>{Kind::firewall, Kind::volume, Kind::virtual_machine,
                                                Kind::snapshot}));
  EXPECT_EQ(world.client.calls_made(), 4);
  EXPECT_EQ(world.transport.running_max, 4);
  EXPECT_EQ(world.clock.wall_now() - start, 2s);
  EXPECT_EQ(state->observed_at, start);
}

TEST(Observe, fails_with_what_was_being_read) {
  World world;
  world.transport.otherwise = [](const net::HttpRequest& request) {
    if (request.target.starts_with("/api/volumes/"))
      return ScriptedTransport::Reply(answer(403, ""));
    return empty_lists(request);
  };
  const auto state =
      world.run(observe({}, world.client, world.clock, {Kind::ssh_key, Kind::volume}));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), Errc::forbidden);
  EXPECT_TRUE(state.error().text().starts_with("reading every Volume: "));
}

/// Cuts, doubles, replaces and swaps pieces of a well-formed answer.
std::string mutated(std::string text, net::Random& random) {
  const auto changes = 1 + random.below(4);
  for (std::uint64_t i = 0; i < changes && !text.empty(); ++i) {
    const auto at = random.below(text.size());
    const auto length = 1 + random.below(12);
    switch (random.below(5)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(random.below(text.size()), length));
        break;
      case 2:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 3: {
        const char* pieces[] = {"null", "[]", "{}", "-1", "1e999", "\"\"", "true", "[[[[", "9e18"};
        text.replace(at, length, pieces[random.below(std::size(pieces))]);
        break;
      }
      default:
        text.resize(at);
    }
  }
  return text;
}

TEST(ClientAnswers, of_any_shape_end_in_a_result) {
  const char* const bodies[] = {
      (R"({"success":true,"instances":[{"instance_id":"BRK-1D","vm_name":"a","status":"ACTIVE",)"
       R"("tier":"legacy","region":"R","flavor":{"gpu":"L40","gpu_count":1},"image":{"name":"U"},)"
       R"("ssh_keys":[{"name":"k"}],"volume_attachments":[{"id":1,"volume":{"id":2}}],)"
       R"("security_rules":[{"id":1,"direction":"ingress","protocol":"tcp","port_range_min":1,)"
       R"("port_range_max":2,"remote_ip_prefix":"10.0.0.0/8"}],"public_ip":null}],"total":1,)"
       R"("total_pages":1})"),
      (R"({"firewalls":[{"id":1,"name":"f","region":"R","rules":[],"attachments":[{"vm":{"id":3},)"
       R"("status":"SUCCESS"}],"status":"SUCCESS"}],"pagination":{"total":1,"total_pages":2}})"),
      (R"({"volumes":[{"id":1,"name":"v","size":"100","region":"R","attachments":["a"]}]})"),
      (R"({"success":false,"message":"no","error_code":"X","request_id":"r"})"),
      (R"({"balance":{"amount":"12.5","currency":"USD"}})"),
  };
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(seed);
    net::SeededRandom random(seed);
    World world({.calls_per_minute = 0, .attempts_max = 2});
    world.transport.otherwise = [&](const auto&) {
      return answer(random.below(4) == 0 ? 400 : 200,
                    mutated(bodies[random.below(std::size(bodies))], random));
    };
    auto context = net::Context().within(world.clock, std::chrono::hours(1));
    (void)world.run(world.client.list_instances(context));
    (void)world.run(world.client.list_firewalls(context));
    (void)world.run(world.client.list_volumes(context));
    (void)world.run(world.client.get_instance(context, {"a"}));
    (void)world.run(world.client.balance(context));
    const auto created = world.run(world.client.create_volume(context, {.name = "a"}));
    if (!created) {
      EXPECT_NE(created.error().code(), Errc::protocol);
      EXPECT_NE(created.error().code(), Errc::internal);
    }
  }
}

TEST(ClientAnswers, nested_very_deeply_are_refused_or_read) {
  World world({.attempts_max = 1});
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  world.transport.otherwise = [&](const auto&) {
    return answer(200, R"({"volumes":)" + deep + "}");
  };
  EXPECT_FALSE(world.run(world.client.list_volumes({})));
}

}  // namespace
}  // namespace muster::api
