#include "tests/scenarios/by_hand.hpp"

#include "controller/execute/look.hpp"
#include "tests/scenarios/stage.hpp"

#include <sstream>
#include <stdexcept>

namespace muster::scenarios {
namespace {

using testing::SimAccount;

constexpr auto rest = std::chrono::minutes(10);
constexpr std::string_view base = "/api";

Kind kind_of(const sandbox::ObjectInfo& object) {
  if (object.kind == "instance") return Kind::virtual_machine;
  if (object.kind == "volume") return Kind::volume;
  if (object.kind == "firewall") return Kind::firewall;
  if (object.kind == "ssh_key") return Kind::ssh_key;
  if (object.kind == "snapshot") return Kind::snapshot;
  if (object.kind == "image") return Kind::custom_image;
  return Kind::startup_script;
}

std::string label(const sandbox::ObjectInfo& object) {
  return "{" + to_string(ResourceKey{kind_of(object), object.name}) + "}";
}

const std::vector<LiveRule>& rules_of(const LiveState& live, const RemoteId& id) {
  if (const auto* firewall = find_thing(live.firewalls, id)) return firewall->rules;
  if (const auto* machine = find_thing(live.virtual_machines, id)) return machine->rules;
  throw std::invalid_argument(id.text + " has no rules");
}

/// The id that the text between braces stands for; empty if it is not meant so.
std::string id_of_label(SimAccount& account, const std::string& text) {
  const auto rules = text.find("/rules/");
  for (const auto& object : account.cloud.objects()) {
    if (label(object) != "{" + text.substr(0, rules) + "}") continue;
    if (rules == std::string::npos) return object.id;
    const auto live = account.observe();
    return rules_of(live, RemoteId{object.id}).at(std::stoul(text.substr(rules + 7))).id.text;
  }
  return {};
}

std::string with_ids(SimAccount& account, const std::string& line) {
  std::string text;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const auto end = line[at] == '{' ? line.find('}', at) : std::string::npos;
    const auto id = end == std::string::npos
                        ? std::string()
                        : id_of_label(account, line.substr(at + 1, end - at - 1));
    text += id.empty() ? std::string(1, line[at]) : id;
    if (!id.empty()) at = end;
  }
  return text;
}

void call(SimAccount& account, const std::string& line) {
  std::istringstream in(with_ids(account, line));
  net::HttpRequest request;
  in >> request.method >> request.target >> std::ws;
  std::getline(in, request.body);
  if (request.method == "wait")
    return testing::sleep(account.clock, parse_duration(request.target).value());
  request.target = std::string(base) + request.target;
  request.headers = {{"Authorization", "Bearer somebody-else"}};
  const auto answer = account.cloud.handle(request, account.clock.wall_now());
  if (answer.status >= 300)
    throw std::invalid_argument(line + ": " + std::to_string(answer.status) + " " + answer.body);
  testing::sleep(account.clock, rest);
}

}  // namespace

void act_by_hand(SimAccount& account, const std::filesystem::path& file) {
  std::istringstream in(read_whole(file));
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && !line.starts_with('#')) call(account, line);
}

CallLog::CallLog(SimAccount& account) : account_(account) {
  account.meddler.before = [this](const net::HttpRequest& request) {
    if (!sandbox::only_asks(request)) note(request);
    return std::optional<Error>();
  };
}

void CallLog::note(const net::HttpRequest& request) {
  for (const auto& object : account_.cloud.objects()) names_[object.id] = label(object);
  std::string line = request.method + " " + request.target.substr(base.size());
  if (!request.body.empty()) line += " " + request.body;
  for (const auto& [id, name] : names_)
    for (auto at = line.find(id); at != std::string::npos; at = line.find(id, at + name.size()))
      line.replace(at, id.size(), name);
  text_ += line + "\n";
}

}  // namespace muster::scenarios
