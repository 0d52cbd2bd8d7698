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

const OpenApiDocument& openapi() {
  static const OpenApiDocument document = test::read_openapi();
  return document;
}

/// Operations of the contract that the sandbox does not answer yet.
constexpr std::array<Operation, 0> sandbox_answers_later = {};

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

TEST(Coverage, sandbox_answers_what_the_contract_describes) {
  for (const auto& [id, operation] : openapi().operations) {
    const auto route = std::ranges::find(standard_routes(), id, &RouteRow::name);
    ASSERT_NE(route, standard_routes().end()) << id;
    const sandbox::Endpoint wanted{operation.method, operation.path};
    const auto endpoints = sandbox::endpoints();
    const bool answered = std::ranges::find(endpoints, wanted) != endpoints.end();
    const bool later =
        std::ranges::find(sandbox_answers_later, route->operation) != sandbox_answers_later.end();
    EXPECT_NE(answered, later) << id << ": answered, or listed as later, and not both";
  }
}

TEST(Coverage, sandbox_answers_nothing_that_the_contract_lacks) {
  std::set<std::string> documented;
  for (const auto& [id, operation] : openapi().operations)
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

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + as_code(name);
  return text;
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

/// What the published navigation lists and the contract lacks.
std::string later_operations() {
  std::string text;
  std::string group;
  for (const auto& entry : test::read_navigation()) {
    if (entry.now || entry.what != "operation") continue;
    if (entry.group != group) text += "\n- " + entry.group + ": " + entry.name;
    if (entry.group == group) text += "; " + entry.name;
    group = entry.group;
  }
  return text + "\n";
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
      "which is an apply of no resources at all.\n";
  text +=
      "\n| operation | call | evidence | client | sandbox | command |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  std::vector<std::string> unused;
  for (const auto& route : standard_routes()) {
    text += row_of(route);
    const auto* function = function_of(route.operation);
    if (function == nullptr || function->commands.empty()) unused.emplace_back(route.name);
  }
  text += "\n## Not used yet\n\nNo command leads to " + std::to_string(unused.size()) + " of the " +
          std::to_string(standard_routes().size()) + ": " + joined(unused) + ".\n";
  text +=
      "\nThe published documentation also names these, which the contract does not describe yet:\n";
  return text + later_operations();
}

TEST(Coverage, document_is_current) {
  expect_golden("docs/api-coverage.md", coverage_document());
}

}  // namespace
}  // namespace muster::api
