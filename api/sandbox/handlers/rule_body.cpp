#include "api/sandbox/handlers/rule_body.hpp"

#include "api/sandbox/body_reader.hpp"
#include "model/result.hpp"

namespace muster::sandbox {

Outcome<RuleRequest> read_rule(const Json& body) {
  BodyReader in(body);
  RuleRequest rule;
  rule.direction = in.text("direction");
  rule.ethertype = in.text("ethertype");
  rule.protocol = in.text("protocol");
  rule.remote_ip_prefix = in.text("remote_ip_prefix");
  rule.port_range_min = in.optional_integer("port_range_min");
  rule.port_range_max = in.optional_integer("port_range_max");
  MUSTER_CHECK(in.done());
  return rule;
}

}  // namespace muster::sandbox
