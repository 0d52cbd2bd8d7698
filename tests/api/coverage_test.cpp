#include "api/routes.hpp"
#include "api/sandbox/cloud.hpp"
#include "tests/api/client_functions.hpp"
#include "tests/api/navigation.hpp"
#include "tests/api/openapi_document.hpp"
#include "tests/api/scripted_transport.hpp"
#include "tests/support/golden.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace muster::api {
namespace {

using test::client_functions;
using test::ClientFunction;
using test::OpenApiDocument;

const OpenApiDocument& the_openapi() {
  static const OpenApiDocument document = test::read_openapi();
  return document;
}

/// What the sandbox answers beyond the contract, and why.
constexpr auto beyond_the_contract = std::to_array<std::string_view>({
    "PATCH /scripts/{script_id}/",  // PUT or PATCH is not known: a correction may name it
});

bool in_sandbox(const RouteRow& route) {
  static const auto endpoints = sandbox::endpoints();
  const sandbox::Endpoint wanted{std::string(route.method), std::string(route.path)};
  return std::ranges::find(endpoints, wanted) != endpoints.end();
}

/// Whether a request of this method and path, below the endpoint and without query, is the route's.
bool is_for(const RouteRow& route, std::string_view method, std::string_view target) {
  if (route.method != method) return false;
  std::string_view path = route.path;
  while (!path.empty() && !target.empty()) {
    const auto in_path = path.substr(0, path.find('/'));
    const auto in_target = target.substr(0, target.find('/'));
    if (!in_path.starts_with('{') && in_path != in_target) return false;
    path.remove_prefix(std::min(in_path.size() + 1, path.size()));
    target.remove_prefix(std::min(in_target.size() + 1, target.size()));
  }
  return path.empty() && target.empty();
}

const ClientFunction* function_of(Operation operation) {
  const auto found = std::ranges::find(client_functions(), operation, &ClientFunction::operation);
  return found == client_functions().end() ? nullptr : &*found;
}

TEST(Coverage, contract_has_everything_that_is_published) {
  const auto entries = test::read_navigation();
  EXPECT_EQ(entries.size(), 70U + 126U) << "70 operations and 126 schemas are published";
  std::set<std::string> published;
  for (const auto& [id, operation] : the_openapi().operations)
    for (const auto& tag : operation.tags) published.insert(tag + ": " + operation.summary);
  for (const auto& entry : entries) {
    if (entry.what == "schema")
      EXPECT_TRUE(the_openapi().properties.contains(entry.name)) << entry.name;
    else
      EXPECT_TRUE(published.contains(entry.group + ": " + entry.name)) << entry.name;
  }
}

TEST(Coverage, every_operation_has_a_client_function_a_sandbox_handler_and_a_command) {
  for (const auto& route : standard_routes()) {
    const auto* function = function_of(route.operation);
    EXPECT_TRUE(in_sandbox(route)) << route.name << " has no handler";
    ASSERT_NE(function, nullptr) << route.name << " has no function of Client";
    EXPECT_FALSE(function->commands.empty()) << route.name << " cannot be reached by a command";
  }
  for (const auto& [id, operation] : the_openapi().operations)
    EXPECT_NE(std::ranges::find(standard_routes(), id, &RouteRow::name), standard_routes().end())
        << id << " is no route";
}

TEST(Coverage, sandbox_answers_nothing_that_the_contract_lacks) {
  std::set<std::string> documented;
  for (const auto& [id, operation] : the_openapi().operations)
    documented.insert(operation.method + " " + operation.path);
  std::set<std::string, std::less<>> seen;
  for (const auto& endpoint : sandbox::endpoints()) {
    const auto call = endpoint.method + " " + endpoint.path;
    const bool beyond = std::ranges::find(beyond_the_contract, call) != beyond_the_contract.end();
    EXPECT_NE(documented.contains(call), beyond) << call;
    EXPECT_TRUE(seen.insert(call).second) << call << " has two handlers";
  }
  for (const auto call : beyond_the_contract)
    EXPECT_TRUE(seen.contains(call)) << call << " is not answered any more";
}

TEST(Coverage, client_functions_make_the_calls_they_are_listed_for) {
  std::set<Operation> listed;
  for (const auto& function : client_functions()) {
    SCOPED_TRACE(function.name);
    EXPECT_TRUE(listed.insert(function.operation).second) << "its operation is listed twice";
    World world;
    world.transport.otherwise = [](const net::HttpRequest&) { return answer(404, "{}"); };
    EXPECT_FALSE(world.run(function.call(world.client)));
    ASSERT_FALSE(world.transport.seen.empty()) << "it sent nothing";
    const auto& request = world.transport.seen.front().request;
    const std::string_view prefix = "/api";
    ASSERT_TRUE(request.target.starts_with(prefix)) << request.target;
    const auto target = std::string_view(request.target).substr(prefix.size());
    const auto& route = standard_routes()[static_cast<std::size_t>(function.operation)];
    EXPECT_TRUE(is_for(route, request.method, target.substr(0, target.find('?'))))
        << request.method << " " << request.target;
  }
}

std::string as_code(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::string row_of(const RouteRow& route) {
  const auto* function = function_of(route.operation);
  const bool reached = function != nullptr && !function->commands.empty();
  return "| " + as_code(route.name) + " | " + as_code(route.method) + " " + as_code(route.path) +
         " | " + std::string(to_string(route.evidence)) + " | " +
         (function != nullptr ? as_code(function->name) : "-") + " | " +
         (in_sandbox(route) ? "yes" : "no") + " | " +
         (reached ? std::string(function->commands) : "-") + " |\n";
}

std::string coverage_document() {
  std::string text =
      "# API coverage\n\n"
      "<!-- Made from the contract, the route table, the client and the sandbox by\n"
      "tests/api/coverage_test.cpp; the test keeps it current. -->\n\n"
      "Every operation that muster knows of, how it is known, and who speaks it. The evidence is\n"
      "that of `api/openapi.yaml`: *documented* was read on a published page; of "
      "*verb-documented*\n"
      "the name and the method are published, and the path is a guess; of *inferred* only the "
      "name\n"
      "is. Where a guess is wrong, [a file of corrections](operations.md) replaces it.\n\n"
      "Client is the function of `api/client.hpp` that makes the call, sandbox says whether\n"
      "`muster sandbox` answers it, and command is what leads to it: `apply` includes `destroy`,\n"
      "which is an apply of no resources at all; where it says `api`, only a raw call does.\n";
  text +=
      "\n| operation | call | evidence | client | sandbox | command |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& route : standard_routes()) text += row_of(route);
  return text;
}

TEST(Coverage, document_is_current) {
  expect_golden("docs/api-coverage.md", coverage_document());
}

}  // namespace
}  // namespace muster::api
