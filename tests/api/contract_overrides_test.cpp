#include "api/contract.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::api {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Words = std::vector<std::string>;

ContractOverrides auth(std::optional<std::string> header, std::optional<std::string> prefix) {
  ContractOverrides overrides;
  overrides.auth_header = std::move(header);
  overrides.auth_prefix = std::move(prefix);
  return overrides;
}

ContractOverrides route(std::string name, std::optional<std::string> method,
                        std::optional<std::string> path) {
  ContractOverrides overrides;
  overrides.routes[std::move(name)] = RouteOverride{std::move(method), std::move(path)};
  return overrides;
}

ContractOverrides names(std::map<std::string, Words> spellings) {
  ContractOverrides overrides;
  overrides.names = std::move(spellings);
  return overrides;
}

ContractOverrides states(std::map<std::string, Words> words) {
  ContractOverrides overrides;
  overrides.states = std::move(words);
  return overrides;
}

Result<Contract> with(const ContractOverrides& overrides) {
  return apply_overrides(Contract::standard(), overrides);
}

std::string message_of(const ContractOverrides& overrides) {
  const auto contract = with(overrides);
  if (contract) return "accepted";
  EXPECT_EQ(contract.error().code(), Errc::invalid_input);
  return contract.error().message();
}

TEST(ContractOverrides, change_nothing_when_empty) {
  const auto contract = with({});
  ASSERT_TRUE(contract.has_value()) << contract.error().text();
  const auto standard = Contract::standard();
  for (const auto& row : standard_routes())
    EXPECT_EQ(contract->route(row.operation).path, standard.route(row.operation).path);
  for (const auto& row : standard_names())
    EXPECT_EQ(contract->name(row.field).spellings, standard.name(row.field).spellings);
}

TEST(ContractOverrides, move_the_key_to_another_header) {
  const auto contract = with(auth("X-API-Key", ""));
  ASSERT_TRUE(contract.has_value()) << contract.error().text();
  EXPECT_EQ(contract->auth_header(), "X-API-Key");
  EXPECT_EQ(contract->auth_value("k-1"), "k-1");
}

TEST(ContractOverrides, refuse_a_header_that_could_forge_or_break_the_request) {
  for (const char* header : {"", "X API", "X-Key\r\nHost", "Host", "content-length", "Connection",
                             "X-Key:", "cl\xC3\xA9"})
    EXPECT_THAT(message_of(auth(header, {})), HasSubstr("authHeader")) << header;
  for (const char* prefix : {"Bearer\r\n", "\x01", "\xFF"})
    EXPECT_THAT(message_of(auth({}, prefix)), HasSubstr("authPrefix")) << prefix;
}

TEST(ContractOverrides, give_a_call_another_method_and_path) {
  const auto contract = with(route("resize-volume", "patch", "/volume/{volume_id}/size"));
  ASSERT_TRUE(contract.has_value()) << contract.error().text();
  EXPECT_EQ(contract->route(Operation::resize_volume).method, "PATCH");
  EXPECT_EQ(contract->target(Operation::resize_volume, "/v2", {{"volume_id", "7"}}),
            "/v2/volume/7/size");
  EXPECT_EQ(contract->route(Operation::clone_volume).path, "/volumes/{volume_id}/clone/");
}

TEST(ContractOverrides, keep_the_part_of_a_route_that_is_not_given) {
  const auto contract = with(route("update-script", "PATCH", {}));
  ASSERT_TRUE(contract.has_value()) << contract.error().text();
  EXPECT_EQ(contract->route(Operation::update_script).path, "/scripts/{script_id}/");
}

TEST(ContractOverrides, suggest_the_operation_that_was_meant) {
  EXPECT_THAT(message_of(route("list-instance", {}, {})),
              AllOf(HasSubstr("\"list-instance\""), HasSubstr("did you mean \"list-instances\"")));
  EXPECT_THAT(message_of(route("make-coffee-now", {}, {})),
              AllOf(HasSubstr("\"make-coffee-now\""), testing::Not(HasSubstr("did you mean"))));
}

TEST(ContractOverrides, refuse_a_path_without_exactly_the_parameters_of_the_call) {
  for (const char* path : {"/volumes/", "/volumes/{id}/", "/volumes/{volume_id}/{rule_id}/",
                           "/volumes/{volume_id}/{volume_id}/"})
    EXPECT_THAT(message_of(route("get-volume", {}, path)),
                AllOf(HasSubstr("routes.get-volume.path"), HasSubstr("needs {volume_id}")))
        << path;
}

TEST(ContractOverrides, refuse_what_is_not_a_path) {
  for (const char* path :
       {"", "volumes", "//evil.example/", "/a//b/", "/../admin/", "/volumes?all=1", "/a b/", "/{}/",
        "/x{volume_id}/", "/volumes/\r\nX: y/", "https://evil.example/"})
    EXPECT_THAT(message_of(route("list-volumes", {}, path)), HasSubstr("routes.list-volumes.path"))
        << path;
}

TEST(ContractOverrides, refuse_a_method_that_cannot_be_right) {
  EXPECT_THAT(message_of(route("list-volumes", "FETCH", {})),
              HasSubstr("GET, POST, PUT, PATCH or DELETE"));
  EXPECT_THAT(message_of(route("list-volumes", "DELETE", {})),
              HasSubstr("list-volumes only reads"));
  EXPECT_THAT(message_of(route("delete-volume", "GET", {})),
              HasSubstr("delete-volume changes things"));
}

TEST(ContractOverrides, replace_the_spellings_of_a_name) {
  const auto contract = with(names({{"volume.size", {"capacity", "size"}}}));
  ASSERT_TRUE(contract.has_value()) << contract.error().text();
  EXPECT_EQ(contract->send(Field::volume_size), "capacity");
  EXPECT_THAT(contract->name(Field::volume_size).spellings,
              testing::ElementsAre("capacity", "size"));
  EXPECT_EQ(contract->send(Field::resize_size), "size_gb");
}

TEST(ContractOverrides, suggest_the_name_that_was_meant) {
  EXPECT_THAT(
      message_of(names({{"volume.sice", {"x"}}})),
      AllOf(HasSubstr("names: \"volume.sice\""), HasSubstr("did you mean \"volume.size\"")));
}

TEST(ContractOverrides, refuse_spellings_that_cannot_be_used) {
  EXPECT_THAT(message_of(names({{"volume.size", {}}})), HasSubstr("at least one spelling"));
  EXPECT_THAT(message_of(names({{"volume.size", {""}}})), HasSubstr("names.volume.size"));
  EXPECT_THAT(message_of(names({{"volume.size", {"a", "a"}}})), HasSubstr("given twice"));
  EXPECT_THAT(message_of(names({{"volume.size", {"a\nb"}}})), HasSubstr("\"a?b\""));
  EXPECT_THAT(message_of(names({{"volume.size", {std::string(201, 'a')}}})),
              HasSubstr("at most 200"));
  EXPECT_THAT(message_of(names({{"volume.size", std::vector<std::string>(21, std::string("a"))}})),
              HasSubstr("more than 20"));
}

TEST(ContractOverrides, refuse_one_spelling_for_two_members_of_an_object) {
  EXPECT_THAT(message_of(names({{"volume.name", {"id"}}})),
              AllOf(HasSubstr("\"id\""), HasSubstr("volume.id")));
  EXPECT_EQ(message_of(names({{"volume.name", {"id"}}, {"volume.id", {"uuid"}}})), "accepted");
}

TEST(ContractOverrides, replace_the_words_of_a_state) {
  const auto contract = with(
      states({{"instance.hibernated", {"SLEEPING", "hibernated"}}, {"direction.ingress", {"in"}}}));
  ASSERT_TRUE(contract.has_value()) << contract.error().text();
  EXPECT_EQ(contract->read<VmState>("sleeping"), VmState::hibernated);
  EXPECT_EQ(contract->word(Direction::ingress), "in");
  EXPECT_EQ(contract->read<Direction>("ingress"), std::nullopt);
}

TEST(ContractOverrides, refuse_unknown_and_ambiguous_states) {
  EXPECT_THAT(message_of(states({{"instance.hibernate", {"x"}}})),
              HasSubstr("did you mean \"instance.hibernated\""));
  EXPECT_THAT(message_of(states({{"instance.hibernated", {"shutoff"}}})),
              AllOf(HasSubstr("\"shutoff\""), HasSubstr("instance.")));
}

}  // namespace
}  // namespace muster::api
