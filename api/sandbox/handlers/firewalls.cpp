#include "api/sandbox/lifecycle/firewalls.hpp"

#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/catalogue.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/handlers/rule_body.hpp"
#include "api/sandbox/lifecycle/instances.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

Outcome<Json> list(State& state, const Request& request) {
  return list_filtered<Firewall>(state, request, "firewalls");
}

Outcome<Json> create(State& state, const Request& request) {
  constexpr std::size_t description_max = 255;
  BodyReader in(request.body);
  const std::string name = in.text("name");
  const std::string region = in.text("region");
  const std::string description = in.optional_text("description").value_or("");
  MUSTER_CHECK(in.done());
  if (description.size() > description_max)
    return refuse(codes::validation_error, "description must not be longer than 255 characters");
  MUSTER_TRY(const Firewall* firewall,
             create_firewall(state, name, region, description, request.now));
  return Json{{"message", "Firewall creation started"},
              {"firewall", view(state, *firewall)},
              {"tier", "legacy"}};
}

Outcome<Json> get(State& state, const Request& request) {
  MUSTER_TRY(const Firewall* firewall, find_firewall(state, request.params[0]));
  return Json{{"firewall", view(state, *firewall)}};
}

Outcome<Json> remove(State& state, const Request& request) {
  MUSTER_CHECK(delete_firewall(state, request.params[0], request.now));
  return Json{{"message", "Firewall deletion started"},
              {"firewall_id", request.params[0]},
              {"tier", "legacy"}};
}

Outcome<Json> add_rule(State& state, const Request& request) {
  MUSTER_TRY(const RuleRequest wanted, read_rule(request.body));
  MUSTER_TRY(const Rule rule, add_firewall_rule(state, request.params[0], wanted, request.now));
  return Json{{"message", "Firewall rule added"},
              {"firewall_id", request.params[0]},
              {"rule", view(rule)},
              {"tier", "legacy"}};
}

Outcome<Json> remove_rule_of_firewall(State& state, const Request& request) {
  MUSTER_CHECK(remove_firewall_rule(state, request.params[0], request.params[1]));
  return Json{{"message", "Firewall rule removed"},
              {"firewall_id", request.params[0]},
              {"rule_id", request.params[1]},
              {"tier", "legacy"}};
}

Outcome<Json> attach(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::vector<std::string> ids = in.ids("instance_ids", true);
  MUSTER_CHECK(in.done());
  MUSTER_CHECK(attach_firewall(state, request.params[0], ids, request.now));
  return Json{{"message", "Firewall attachments are being updated"},
              {"firewall_id", request.params[0]},
              {"instance_ids", ids},
              {"tier", "legacy"}};
}

Outcome<Json> list_protocols(State& /*state*/, const Request& /*request*/) {
  Json out = Json::array();
  for (const ProtocolRow& protocol : protocols())
    out.push_back({{"name", protocol.name}, {"supports_ports", protocol.ports}});
  return Json{{"protocols", std::move(out)}};
}

Outcome<Json> available_instances(State& state, const Request& request) {
  std::string region = query(request, "region");
  const Firewall* firewall = nullptr;
  if (const std::string id = query(request, "firewall_id"); !id.empty()) {
    MUSTER_TRY(firewall, find_firewall(state, id));
    region = firewall->region;
  }
  const auto attached = [&](const std::string& id) {
    return firewall != nullptr &&
           std::ranges::find(firewall->attachments, id, &Attachment::instance_id) !=
               firewall->attachments.end();
  };
  Json out = Json::array();
  for (const auto& row : state.table<Instance>().rows())
    if (!row->gone && accepts_firewalls(*row) && (region.empty() || row->region == region) &&
        !attached(row->id))
      out.push_back(short_view(*row));
  return Json{{"instances", std::move(out)}};
}

constexpr Route routes[] = {
    {"GET", "/firewalls/", list},
    {"POST", "/firewalls/", create},
    {"GET", "/firewalls/protocols/", list_protocols},
    {"GET", "/firewalls/available-instances/", available_instances},
    {"GET", "/firewalls/{firewall_id}/", get},
    {"DELETE", "/firewalls/{firewall_id}/", remove},
    {"POST", "/firewalls/{firewall_id}/rules/", add_rule},
    {"DELETE", "/firewalls/{firewall_id}/rules/{rule_id}/", remove_rule_of_firewall},
    {"POST", "/firewalls/{firewall_id}/attach/", attach},
};

}  // namespace

std::span<const Route> firewall_routes() {
  return routes;
}

}  // namespace muster::sandbox
