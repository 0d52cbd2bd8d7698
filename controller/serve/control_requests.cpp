#include "controller/serve/control_requests.hpp"

#include "model/value.hpp"

#include <algorithm>
#include <initializer_list>

namespace muster {
namespace {

constexpr std::size_t body_bytes_max = 8192;
constexpr std::size_t reason_bytes_max = 1000;
constexpr Duration wait_max = std::chrono::hours(24);
/// Shorter ones are too easily mistyped into another plan's.
constexpr std::size_t hash_prefix_min = 6;

std::unexpected<Error> refuse(std::string message) {
  return fail(Errc::invalid_input, std::move(message));
}

Result<Value> read_object(std::string_view body, std::initializer_list<std::string_view> known) {
  if (body.empty()) return Value(Value::Map{});
  if (body.size() > body_bytes_max) return refuse("the body is longer than any such request");
  auto value = value_from_json(body);
  const auto* members = value ? value->get_if<Value::Map>() : nullptr;
  if (members == nullptr) return refuse("the body is not a JSON object");
  for (const auto& [name, member] : *members)
    if (std::ranges::find(known, name) == known.end())
      return refuse("there is no member \"" + name + "\" in this request");
  return *std::move(value);
}

/// Empty when it is not there.
Result<std::string> text_member(const Value& object, std::string_view name) {
  const auto* member = object.find(name);
  if (member == nullptr || member->is_null()) return std::string();
  const auto* text = member->get_if<std::string>();
  if (text == nullptr) return refuse("\"" + std::string(name) + "\" has to be a text");
  return *text;
}

Result<std::optional<Duration>> duration_member(const Value& object, std::string_view name) {
  MUSTER_TRY(const auto text, text_member(object, name));
  if (text.empty()) return std::nullopt;
  const auto duration = parse_duration(text);
  if (!duration || *duration <= Duration(0))
    return refuse("\"" + std::string(name) + "\" has to be a duration such as 2h or 30m, not \"" +
                  text + "\"");
  return duration;
}

Result<ResourceKey> resource_member(const Value& object) {
  MUSTER_TRY(const auto name, text_member(object, "resource"));
  if (name.empty())
    return refuse("say which: \"resource\" is KIND/NAME, or \"project\" for all of it");
  return read_resource_name(name);
}

}  // namespace

Result<ResourceKey> read_resource_name(std::string_view text) {
  if (text == "project") return ResourceKey{Kind::project, ""};
  const auto slash = text.find('/');
  const auto kind = parse_enum<Kind>(text.substr(0, slash));
  const bool named = slash != std::string_view::npos && slash + 1 < text.size();
  if (!named || !kind || *kind == Kind::project)
    return refuse("\"" + std::string(text) +
                  "\" is neither KIND/NAME, such as Volume/data, nor \"project\"");
  return ResourceKey{*kind, std::string(text.substr(slash + 1))};
}

Result<SuspendRequest> read_suspend(std::string_view body) {
  MUSTER_TRY(const auto object, read_object(body, {"resource", "reason", "for"}));
  SuspendRequest request;
  MUSTER_TRY(request.key, resource_member(object));
  MUSTER_TRY(request.reason, text_member(object, "reason"));
  MUSTER_TRY(request.lasting, duration_member(object, "for"));
  if (request.reason.empty())
    return refuse("say why: \"reason\" is shown to whoever wonders that nothing happens");
  if (request.reason.size() > reason_bytes_max)
    return refuse("\"reason\" is longer than " + std::to_string(reason_bytes_max) + " bytes");
  return request;
}

Result<ResourceKey> read_resume(std::string_view body) {
  MUSTER_TRY(const auto object, read_object(body, {"resource"}));
  return resource_member(object);
}

Result<ReconcileRequest> read_reconcile(std::string_view body) {
  MUSTER_TRY(const auto object, read_object(body, {"wait", "limit"}));
  ReconcileRequest request;
  if (const auto* wait = object.find("wait")) {
    const auto* flag = wait->get_if<bool>();
    if (flag == nullptr) return refuse("\"wait\" has to be true or false");
    request.wait = *flag;
  }
  MUSTER_TRY(const auto limit, duration_member(object, "limit"));
  request.limit = std::min(limit.value_or(request.limit), wait_max);
  return request;
}

Result<std::string> read_approve(std::string_view body, const DaemonStatus& status) {
  MUSTER_TRY(const auto object, read_object(body, {"plan"}));
  MUSTER_TRY(const auto hash, text_member(object, "plan"));
  if (hash.size() < hash_prefix_min)
    return refuse("\"plan\" is the hash of a plan, or at least its first " +
                  std::to_string(hash_prefix_min) + " letters");
  const PlanStatus* found = nullptr;
  for (const auto& plan : status.plans) {
    if (plan.phase != PlanPhase::waiting || !plan.hash.starts_with(hash)) continue;
    if (found != nullptr && found->hash != plan.hash)
      return fail(Errc::conflict, "several plans that wait begin with " + hash);
    found = &plan;
  }
  if (found == nullptr)
    return fail(Errc::not_found, "no plan waits whose hash begins with " + hash);
  return found->hash;
}

Result<const PlanStatus*> find_plan(const DaemonStatus& status, std::string_view hash) {
  const PlanStatus* found = nullptr;
  for (const auto& plan : status.plans) {
    if (!plan.hash.starts_with(hash)) continue;
    if (found != nullptr && found->hash != plan.hash)
      return fail(Errc::conflict, "several plans begin with " + std::string(hash));
    found = &plan;  // the newest of that hash
  }
  if (found == nullptr) return fail(Errc::not_found, "there is no plan " + std::string(hash));
  return found;
}

}  // namespace muster
