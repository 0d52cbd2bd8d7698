#include "api/sandbox/lifecycle/scripts.hpp"

#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

namespace muster::sandbox {
namespace {

Outcome<Json> list_scripts(State& state, const Request& request) {
  return list_all<Script>(state, request, "scripts");
}

Outcome<Json> create(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::string name = in.text("name");
  const std::string text = in.text("script");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const Script* script, create_script(state, name, text, request.now));
  return Json{{"message", "Script created"}, {"script", view(state, *script)}};
}

Outcome<Json> get(State& state, const Request& request) {
  MUSTER_TRY(const Script* script, find_script(state, request.params[0]));
  return Json{{"script", view(state, *script)}};
}

Outcome<Json> update(State& state, const Request& request) {
  BodyReader in(request.body);
  const auto name = in.optional_text("name");
  const auto text = in.optional_text("script");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const Script* script,
             update_script(state, request.params[0], name, text, request.now));
  return Json{{"message", "Script updated"}, {"script", view(state, *script)}};
}

Outcome<Json> remove(State& state, const Request& request) {
  MUSTER_CHECK(delete_scripts(state, {request.params[0]}, request.now));
  return Json{{"message", "Script deleted"}};
}

Outcome<Json> remove_many(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::vector<std::string> ids = in.ids("scripts", true);
  MUSTER_CHECK(in.done());
  MUSTER_CHECK(delete_scripts(state, ids, request.now));
  return Json{{"message", std::to_string(ids.size()) + " scripts deleted"}};
}

constexpr Route routes[] = {
    {"GET", "/scripts/", list_scripts},          {"POST", "/scripts/", create},
    {"DELETE", "/scripts/", remove_many},        {"GET", "/scripts/{script_id}/", get},
    {"PUT", "/scripts/{script_id}/", update},    {"PATCH", "/scripts/{script_id}/", update},
    {"DELETE", "/scripts/{script_id}/", remove},
};

}  // namespace

std::span<const Route> script_routes() {
  return routes;
}

}  // namespace muster::sandbox
