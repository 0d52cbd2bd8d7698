#include "api/contract.hpp"

#include "tests/api/navigation.hpp"
#include "tests/api/openapi_document.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::api {
namespace {

using test::OpenApiDocument;
using testing::Contains;
using testing::IsEmpty;

const OpenApiDocument& openapi() {
  static const OpenApiDocument document = test::read_openapi();
  return document;
}

/// The schemas of which each group of wire names is made.
const std::map<std::string, std::vector<std::string>>& schemas_of_objects() {
  static const std::map<std::string, std::vector<std::string>> schemas = {
      {"envelope", {"ActionResponse", "ErrorResponse"}},
      {"paging", {"Pagination", "ListVMsResponse"}},
      {"list",
       {"RegionsResponse", "OSImagesResponse", "GPUSpecsResponse", "GPUStocksResponse",
        "ListVMsResponse", "GetSSHKeysResponse", "ScriptListResponse",
        "GetVolumesWithNextNameResponse", "GetVolumeTypesResponse", "ListFirewallsResponse",
        "GetSupportedProtocolsResponse", "AttachVolumesResponse", "SnapshotListResponse",
        "BatchSnapshotImageRelationshipResponse", "AggregatedBillingResponse", "ModelsResponse",
        "UsageHistoryResponse"}},
      {"one",
       {"VMDetailsResponse", "SSHKeyResponse", "ScriptResponse", "GetVolumeDetailsResponse",
        "GetFirewallDetailsResponse", "AddFirewallRuleResponse", "SnapshotResponse",
        "ImageDetailResponse", "SnapshotImageRelationshipResponse", "UsageSummaryResponse"}},
      {"balance", {"Balance"}},
      {"region", {"Region"}},
      {"os_image", {"OSImage"}},
      {"gpu_spec", {"GPUSpec"}},
      {"gpu_stock", {"GPUStockItem"}},
      {"stock_configuration", {"GPUStockConfiguration"}},
      {"pricing_request", {"PricingRequest"}},
      {"pricing",
       {"PricingResponse", "PricingData", "VolumePrices", "SnapshotPrices", "GpuPrices",
        "PricingMetadata"}},
      {"price", {"Price"}},
      {"deploy", {"DeploymentRequest"}},
      {"instance", {"VMInstance", "ToggleVMPublicIPResponse"}},
      {"flavor", {"VMFlavor"}},
      {"vm_image", {"VMImage"}},
      {"hibernated", {"GetHibernatedVMsResponse"}},
      {"hibernation", {"HibernationBillingMetrics"}},
      {"rule", {"VMSecurityRule", "FirewallRule"}},
      {"ssh_key", {"SSHKey"}},
      {"script", {"Script"}},
      {"delete_scripts", {"DeleteScriptsRequest"}},
      {"volume", {"VolumeResponse", "CreateVolumeRequest"}},
      {"resize", {"ResizeVolumeRequest", "ResizeVolumeResponse"}},
      {"clone", {"CloneVolumeRequest"}},
      {"attach_volumes", {"AttachVolumesRequest"}},
      {"detach_volumes", {"DetachVolumesRequest"}},
      {"attachment", {"VMVolumeAttachment"}},
      {"snapshot", {"Snapshot"}},
      {"restore_snapshot", {"RestoreSnapshotRequest"}},
      {"image", {"Image"}},
      {"images", {"ImageListResponse"}},
      {"create_image", {"CreateImageFromSnapshotRequest"}},
      {"relationship", {"SnapshotImageRelationship"}},
      {"query_relationships", {"GetBatchSnapshotImageRelationshipsRequest"}},
      {"firewall", {"FirewallResponse"}},
      {"environment", {"FirewallEnvironment"}},
      {"firewall_attachment", {"FirewallAttachment"}},
      {"attach_firewall", {"AttachFirewallRequest"}},
      {"protocol", {"Protocol"}},
      {"bill", {"AggregatedBillingResponse"}},
      {"billing", {"BillingRecord", "VolumeBillingRecord", "SnapshotBillingRecord"}},
      {"billing_summary", {"BillingSummary", "VolumeBillingSummary"}},
      {"chat", {"ChatCompletionsRequest", "ChatMessage", "ChatCompletionsResponse", "ChatChoice"}},
      {"ai_model", {"AIModel"}},
      {"ai_usage", {"Data"}},
      {"ai_transaction", {"AITransaction"}},
  };
  return schemas;
}

TEST(OpenApi, has_every_route_of_the_table_with_the_same_method_path_and_evidence) {
  for (const auto& route : standard_routes()) {
    SCOPED_TRACE(route.name);
    const auto found = openapi().operations.find(std::string(route.name));
    ASSERT_NE(found, openapi().operations.end());
    EXPECT_EQ(found->second.method, route.method);
    EXPECT_EQ(found->second.path, route.path);
    EXPECT_EQ(found->second.evidence, to_string(route.evidence));
  }
}

TEST(OpenApi, has_no_operation_that_the_table_lacks) {
  EXPECT_THAT(openapi().repeated_operation_ids, IsEmpty());
  std::set<std::string> known;
  for (const auto& route : standard_routes()) known.insert(std::string(route.name));
  for (const auto& [id, operation] : openapi().operations) EXPECT_TRUE(known.contains(id)) << id;
}

TEST(OpenApi, declares_the_parameters_that_its_paths_name) {
  for (const auto& [id, operation] : openapi().operations) {
    std::multiset<std::string> named;
    for (auto open = operation.path.find('{'); open != std::string::npos;
         open = operation.path.find('{', open + 1))
      named.insert(operation.path.substr(open + 1, operation.path.find('}', open) - open - 1));
    EXPECT_EQ(named, operation.path_parameters) << id;
  }
}

TEST(OpenApi, says_how_each_operation_is_known_and_what_failure_looks_like) {
  for (const auto& [id, operation] : openapi().operations) {
    SCOPED_TRACE(id);
    EXPECT_FALSE(operation.reason.empty());
    EXPECT_FALSE(operation.tags.empty());
    for (const char* answer : {"200", "401", "default"})
      EXPECT_THAT(operation.answers, Contains(answer));
  }
}

TEST(OpenApi, covers_the_published_navigation) {
  std::size_t checked = 0;
  for (const auto& entry : test::read_navigation()) {
    SCOPED_TRACE(entry.group + " " + entry.name);
    ++checked;
    if (entry.what == "schema") {
      EXPECT_TRUE(openapi().properties.contains(entry.name));
      continue;
    }
    const bool found = std::ranges::any_of(openapi().operations, [&](const auto& operation) {
      return operation.second.summary == entry.name &&
             std::ranges::find(operation.second.tags, entry.group) != operation.second.tags.end();
    });
    EXPECT_TRUE(found);
  }
  EXPECT_EQ(checked, 70U + 126U) << "the navigation lists 70 operations and 126 schemas";
}

TEST(OpenApi, names_no_operation_that_the_navigation_lacks) {
  std::set<std::string> names;
  for (const auto& entry : test::read_navigation()) names.insert(entry.name);
  for (const auto& [id, operation] : openapi().operations)
    EXPECT_TRUE(names.contains(operation.summary)) << id;
}

TEST(OpenApi, resolves_every_reference) {
  EXPECT_GT(openapi().references.size(), 100U);
  for (const auto& reference : openapi().references)
    EXPECT_TRUE(openapi().targets.contains(reference)) << reference;
}

TEST(OpenApi, spells_every_wire_name_as_the_table_sends_it) {
  const auto contract = Contract::standard();
  std::set<std::string> keys;
  for (const auto& row : standard_names()) {
    SCOPED_TRACE(row.key);
    EXPECT_TRUE(keys.insert(std::string(row.key)).second);
    const auto object = std::string(row.key.substr(0, row.key.find('.')));
    if (object == "billing_filter") {  // query parameters, which no schema has
      EXPECT_TRUE(
          openapi().query_parameters.at("get-snapshot-billing").contains(contract.send(row.field)));
      continue;
    }
    const auto schemas = schemas_of_objects().find(object);
    ASSERT_NE(schemas, schemas_of_objects().end()) << "which schemas make up " << object << "?";
    EXPECT_TRUE(std::ranges::any_of(schemas->second, [&](const std::string& schema) {
      return openapi().properties.at(schema).contains(contract.send(row.field));
    })) << contract.send(row.field);
  }
}

TEST(OpenApi, pages_its_lists_with_the_parameters_that_the_table_sends) {
  const auto contract = Contract::standard();
  for (const auto operation :
       {Operation::list_instances, Operation::list_volumes, Operation::list_firewalls,
        Operation::list_ssh_keys, Operation::list_snapshots, Operation::list_images}) {
    const auto& query = openapi().query_parameters.at(std::string(to_string(operation)));
    EXPECT_TRUE(query.contains(contract.send(Field::paging_page))) << to_string(operation);
    EXPECT_TRUE(query.contains(contract.send(Field::paging_limit))) << to_string(operation);
  }
}

TEST(OpenApi, uses_words_that_the_contract_understands) {
  const auto contract = Contract::standard();
  EXPECT_GE(openapi().words.at("VMStatus").size(), 14U);
  for (const auto& word : openapi().words.at("VMStatus"))
    EXPECT_TRUE(contract.read<VmState>(word).has_value()) << word;
  for (const auto direction : {Direction::ingress, Direction::egress}) {
    EXPECT_THAT(openapi().words.at("DirectionEnum"), Contains(contract.word(direction)));
    EXPECT_EQ(contract.read<Direction>(contract.word(direction)), direction);
  }
  for (const auto ethertype : {WireEthertype::ipv4, WireEthertype::ipv6}) {
    EXPECT_THAT(openapi().words.at("EthertypeEnum"), Contains(contract.word(ethertype)));
    EXPECT_EQ(contract.read<WireEthertype>(contract.word(ethertype)), ethertype);
  }
}

TEST(Routes, never_call_a_GET_a_change) {
  for (const auto& route : standard_routes())
    if (route.method == "GET") EXPECT_EQ(route.effect, Effect::reads) << route.name;
}

TEST(Routes, do_not_repeat_what_creates_or_flips) {
  const auto contract = Contract::standard();
  for (const auto operation :
       {Operation::deploy_instance, Operation::create_volume, Operation::clone_volume,
        Operation::create_firewall, Operation::create_ssh_key, Operation::create_script,
        Operation::create_snapshot, Operation::restore_snapshot, Operation::create_image,
        Operation::toggle_public_ip, Operation::add_firewall_rule, Operation::add_security_rule})
    EXPECT_EQ(contract.route(operation).effect, Effect::accumulates) << to_string(operation);
}

TEST(Contract, sends_the_key_as_a_bearer_token) {
  const auto contract = Contract::standard();
  EXPECT_EQ(contract.auth_header(), "Authorization");
  EXPECT_EQ(contract.auth_value("k-1"), "Bearer k-1");
}

TEST(Contract, reads_a_name_by_any_of_its_spellings_and_sends_the_first) {
  const auto contract = Contract::standard();
  EXPECT_EQ(contract.send(Field::volume_size), "size_gb");
  EXPECT_THAT(contract.name(Field::instance_id).spellings, Contains("id"));
}

TEST(Contract, puts_path_and_query_together_with_percent_encoding) {
  const auto contract = Contract::standard();
  EXPECT_EQ(contract.target(Operation::list_volumes, "/api", {}, {{"page", "2"}, {"limit", "100"}}),
            "/api/volumes/?page=2&limit=100");
  EXPECT_EQ(contract.target(Operation::remove_firewall_rule, "",
                            {{"rule_id", "r 1/2"}, {"firewall_id", "BRK-1F?"}}),
            "/firewalls/BRK-1F%3F/rules/r%201%2F2/");
}

TEST(Contract, leaves_out_empty_query_values) {
  const auto contract = Contract::standard();
  EXPECT_EQ(contract.target(Operation::list_volumes, "/api", {}, {{"tier", ""}, {"page", "1"}}),
            "/api/volumes/?page=1");
}

TEST(Contract, refuses_ids_that_would_address_something_else) {
  const auto contract = Contract::standard();
  for (const char* id : {"", ".", ".."}) {
    const auto target = contract.target(Operation::delete_script, "/api", {{"script_id", id}});
    ASSERT_FALSE(target.has_value()) << id;
    EXPECT_EQ(target.error().code(), Errc::invalid_input);
    EXPECT_THAT(target.error().message(), testing::HasSubstr("script_id"));
  }
}

TEST(Contract, reads_states_whatever_their_case_and_separator) {
  const auto contract = Contract::standard();
  struct Case {
    const char* word;
    std::optional<VolumeState> state;
  };
  for (const auto& [word, state] : std::initializer_list<Case>{
           {"available", VolumeState::available},
           {"AVAILABLE", VolumeState::available},
           {"detached", VolumeState::available},
           {"in-use", VolumeState::attached},
           {"IN_USE", VolumeState::attached},
           {"In Use", VolumeState::attached},
           {"ordered", VolumeState::creating},
           {"resizing", VolumeState::busy},
           {"availablee", std::nullopt},
           {"", std::nullopt},
       })
    EXPECT_EQ(contract.read<VolumeState>(word), state) << word;
}

TEST(Contract, keeps_the_words_of_different_things_apart) {
  const auto contract = Contract::standard();
  EXPECT_EQ(contract.read<FirewallState>("SUCCESS"), FirewallState::ready);
  EXPECT_EQ(contract.read<AttachmentState>("success"), AttachmentState::attached);
  EXPECT_EQ(contract.read<VmState>("SUCCESS"), std::nullopt);
  EXPECT_EQ(contract.read<VmState>("SHUTOFF"), VmState::stopped);
}

}  // namespace
}  // namespace muster::api
