#include "api/sandbox/lifecycle/rules.hpp"

#include "api/sandbox/catalogue.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace muster::sandbox {
namespace {

bool is_prefix(const std::string& text, bool v6) {
  const auto slash = text.find('/');
  const std::string address = text.substr(0, slash);
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) return false;
  if (slash == std::string::npos) return true;
  int length = -1;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, length);
  return error == std::errc{} && stop == end && length >= 0 && length <= (v6 ? 128 : 32);
}

Outcome<void> check_ports(const RuleRequest& request) {
  if (request.port_range_min.has_value() != request.port_range_max.has_value())
    return refuse(codes::validation_error,
                  "Give both port_range_min and port_range_max or neither");
  if (!request.port_range_min) return {};
  constexpr std::int64_t port_max = 65'535;
  if (*request.port_range_min < 1 || *request.port_range_max > port_max)
    return refuse(codes::validation_error, "Ports must be between 1 and 65535");
  if (*request.port_range_min > *request.port_range_max)
    return refuse(codes::validation_error, "port_range_min must not be above port_range_max");
  return {};
}

}  // namespace

Outcome<void> check_rule(const RuleRequest& request) {
  if (request.direction != "ingress" && request.direction != "egress")
    return refuse(codes::validation_error, "direction must be ingress or egress");
  if (request.ethertype != "IPv4" && request.ethertype != "IPv6")
    return refuse(codes::validation_error, "ethertype must be IPv4 or IPv6");
  const ProtocolRow* protocol = find_protocol(request.protocol);
  if (protocol == nullptr)
    return refuse(codes::validation_error, "Unsupported protocol '" + request.protocol + "'");
  if (!is_prefix(request.remote_ip_prefix, request.ethertype == "IPv6"))
    return refuse(codes::validation_error,
                  "remote_ip_prefix is not an " + request.ethertype + " network");
  return protocol->ports ? check_ports(request) : Outcome<void>{};
}

Rule make_rule(State& state, const RuleRequest& request, Timestamp now) {
  const ProtocolRow* protocol = find_protocol(request.protocol);
  const bool ports = protocol != nullptr && protocol->ports;
  return {.id = state.new_id('R'),
          .direction = request.direction,
          .ethertype = request.ethertype,
          .protocol = request.protocol,
          .port_range_min = ports ? request.port_range_min : std::nullopt,
          .port_range_max = ports ? request.port_range_max : std::nullopt,
          .remote_ip_prefix = request.remote_ip_prefix,
          .status = "PENDING",
          .created_at = now};
}

void finish_rule(std::vector<Rule>& rules, const std::string& id) {
  for (Rule& rule : rules)
    if (rule.id == id) rule.status = "SUCCESS";
}

bool remove_rule(std::vector<Rule>& rules, const std::string& id) {
  return std::erase_if(rules, [&](const Rule& rule) { return rule.id == id; }) != 0;
}

}  // namespace muster::sandbox
