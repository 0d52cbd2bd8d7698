#include "api/sandbox/cloud.hpp"

#include "api/sandbox/json.hpp"
#include "api/sandbox/lifecycle/firewalls.hpp"
#include "api/sandbox/lifecycle/images.hpp"
#include "api/sandbox/lifecycle/instances.hpp"
#include "api/sandbox/lifecycle/snapshots.hpp"
#include "api/sandbox/lifecycle/volumes.hpp"
#include "api/sandbox/request.hpp"
#include "api/sandbox/routes.hpp"
#include "api/sandbox/state.hpp"

#include <algorithm>
#include <array>

namespace muster::sandbox {
namespace {

constexpr std::string_view request_id_alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

std::string new_request_id(std::uint64_t& generator_state) {
  Generator generator{generator_state};
  std::string id = generator.text(8, request_id_alphabet);
  generator_state = generator.state;
  return id;
}

std::string dump(const Json& json) {
  // Bytes that are not UTF-8 can come back only from the URL; they must not break the answer.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

net::HttpResponse reply(int status, const Json& body) {
  return {status, {{"Content-Type", "application/json"}}, dump(body)};
}

Json success(Json payload) {
  auto& members = payload.get_ref<Json::object_t&>();
  Json body = object_of(members.size() + 1);
  body["success"] = true;
  for (auto& [name, value] : members) body[name] = std::move(value);
  return body;
}

net::HttpResponse failure(int status, std::string_view code, std::string_view message,
                          std::string request_id) {
  return reply(status, {{"success", false},
                        {"message", message},
                        {"error_code", code},
                        {"request_id", std::move(request_id)}});
}

/// The whole body of a success answer.
Outcome<Json> dispatch(State& state, const net::HttpRequest& http, Timestamp now,
                       const std::string& request_id) {
  MUSTER_CHECK(check_key(http.headers, state.options().api_key.value_or("")));
  MUSTER_TRY(Request request, parse_target(http.target));
  MUSTER_TRY(const Route* route, find_route(http.method, request));
  MUSTER_TRY(request.body, parse_body(http.body));
  request.now = now;
  MUSTER_TRY(Json payload, route->handler(state, request));
  Json body = success(std::move(payload));
  if (route->with_request_id) body["request_id"] = request_id;
  return body;
}

/// Keys, scripts and what is history have no transitions.
void on_event(State& /*state*/, SshKey& /*key*/, const Pending& /*pending*/) {}
void on_event(State& /*state*/, Script& /*script*/, const Pending& /*pending*/) {}
void on_event(State& /*state*/, Bill& /*bill*/, const Pending& /*pending*/) {}
void on_event(State& /*state*/, AiCall& /*call*/, const Pending& /*pending*/) {}

template <class T>
void fire(State& state, const State::Due& due) {
  T* object = state.table<T>().find_any(due.id);
  if (object == nullptr) return;
  const auto found = std::ranges::find(object->pending, due.serial, &Pending::serial);
  if (found == object->pending.end()) return;  // called off
  const Pending pending = *found;
  object->pending.erase(found);
  state.touch(*object);
  if (pending.event == Event::purge) {
    state.table<T>().erase(due.id);
  } else {
    on_event(state, *object, pending);
  }
}

void fire(State& state, const State::Due& due) {
  switch (due.kind) {
    case Kind::instance:
      return fire<Instance>(state, due);
    case Kind::volume:
      return fire<Volume>(state, due);
    case Kind::firewall:
      return fire<Firewall>(state, due);
    case Kind::ssh_key:
      return fire<SshKey>(state, due);
    case Kind::script:
      return fire<Script>(state, due);
    case Kind::snapshot:
      return fire<Snapshot>(state, due);
    case Kind::image:
      return fire<Image>(state, due);
    case Kind::bill:
      return fire<Bill>(state, due);
    case Kind::ai_call:
      return fire<AiCall>(state, due);
  }
}

template <class T>
void list_live(const State& state, std::string_view kind, std::vector<ObjectInfo>& out) {
  for (const auto& row : state.table<T>().rows()) {
    if (row->gone) continue;
    ObjectInfo& info = out.emplace_back(ObjectInfo{std::string(kind), row->id, row->name, ""});
    if constexpr (requires { row->status; }) info.status = row->status;
  }
}

}  // namespace

bool only_asks(const net::HttpRequest& request) {
  constexpr auto questions =
      std::to_array<std::string_view>({"/pricing/", "/snapshots/image-relationships/"});
  const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
  return request.method == "GET" || std::ranges::any_of(questions, [&](std::string_view question) {
           return path.ends_with(question);
         });
}

Cloud::Cloud(Options options, Timestamp now)
    : state_(std::make_unique<State>(std::move(options), now)),
      now_(now),
      request_ids_(state_->options().seed ^ 0x7265'7175'6573'7473ULL) {}
Cloud::~Cloud() = default;
Cloud::Cloud(Cloud&&) noexcept = default;
Cloud& Cloud::operator=(Cloud&&) noexcept = default;

void Cloud::advance(Timestamp now) {
  now_ = std::max(now_, now);
  for (;;) {
    const auto next = state_->next_due();
    const auto empty = state_->credit().depletion();
    if (empty && *empty <= now_ && (!next || *empty <= *next)) {
      state_->credit().accrue(*empty);
      hibernate_running(*state_, *empty);
    } else if (next && *next <= now_) {
      state_->credit().accrue(*next);
      fire(*state_, state_->pop_due());
    } else {
      break;
    }
  }
  state_->credit().accrue(now_);
}

std::optional<Timestamp> Cloud::next_event() const {
  const auto next = state_->next_due();
  const auto empty = state_->credit().depletion();
  return next && empty ? std::min(next, empty) : next ? next : empty;
}

bool Cloud::over_limit() {
  const std::int64_t limit = state_->options().calls_per_minute;
  if (limit <= 0) return false;
  const std::int64_t window = now_.time_since_epoch() / std::chrono::minutes(1);
  if (window != window_) calls_in_window_ = 0;
  window_ = window;
  return ++calls_in_window_ > limit;
}

net::HttpResponse Cloud::answer(const net::HttpRequest& request) {
  std::string id = new_request_id(request_ids_);
  if (over_limit())
    return failure(codes::rate_limited.status, codes::rate_limited.name, "Too many requests",
                   std::move(id));
  const auto result = dispatch(*state_, request, now_, id);
  if (result) return reply(200, *result);
  const Refusal& refusal = result.error();
  return failure(refusal.code.status, refusal.code.name, refusal.message, std::move(id));
}

net::HttpResponse Cloud::handle(const net::HttpRequest& request, Timestamp now) {
  advance(now);
  net::HttpResponse response = answer(request);
  advance(now_);  // transitions without duration
  if (!only_asks(request) && response.status < 300) ++changes_accepted_;
  calls_.push_back({now_, request.method, request.target, response.status});
  if (calls_.size() > state_->options().call_log_max) calls_.pop_front();
  return response;
}

net::HttpResponse Cloud::error_reply(int status, std::string_view error_code,
                                     std::string_view message) {
  return failure(status, error_code, message, new_request_id(request_ids_));
}

std::vector<ObjectInfo> Cloud::objects() const {
  std::vector<ObjectInfo> out;
  list_live<Instance>(*state_, "instance", out);
  list_live<Volume>(*state_, "volume", out);
  list_live<Firewall>(*state_, "firewall", out);
  list_live<SshKey>(*state_, "ssh_key", out);
  list_live<Script>(*state_, "script", out);
  list_live<Snapshot>(*state_, "snapshot", out);
  list_live<Image>(*state_, "image", out);
  return out;
}

const std::deque<CallRecord>& Cloud::calls() const {
  return calls_;
}
std::uint64_t Cloud::changes_accepted() const {
  return changes_accepted_;
}
std::int64_t Cloud::balance_units() const {
  return state_->credit().balance();
}
std::int64_t Cloud::burn_units() const {
  return state_->credit().rate();
}
void Cloud::add_credit(std::int64_t cents) {
  state_->credit().add_cents(cents);
  credited_ = true;
}

}  // namespace muster::sandbox
