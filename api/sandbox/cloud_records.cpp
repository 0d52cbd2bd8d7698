// The part of Cloud that reads and writes lines of the state file.

#include "api/sandbox/cloud.hpp"
#include "api/sandbox/records.hpp"
#include "api/sandbox/state.hpp"

#include <nlohmann/json.hpp>

namespace muster::sandbox {
namespace {

using nlohmann::json;

/// Calls visit(Table<T>&) of that kind.
template <class Visit>
void with_table(State& state, Kind kind, Visit visit) {
  switch (kind) {
    case Kind::instance:
      return visit(state.table<Instance>());
    case Kind::volume:
      return visit(state.table<Volume>());
    case Kind::firewall:
      return visit(state.table<Firewall>());
    case Kind::ssh_key:
      return visit(state.table<SshKey>());
    case Kind::script:
      return visit(state.table<Script>());
    case Kind::snapshot:
      return visit(state.table<Snapshot>());
    case Kind::image:
      return visit(state.table<Image>());
    case Kind::bill:
      return visit(state.table<Bill>());
    case Kind::ai_call:
      return visit(state.table<AiCall>());
  }
}

constexpr auto kinds =
    std::to_array({Kind::instance, Kind::volume, Kind::firewall, Kind::ssh_key, Kind::script,
                   Kind::snapshot, Kind::image, Kind::bill, Kind::ai_call});

json account(const State& state) {
  return {{"credit", state.credit().state()}, {"counters", state.counters()}};
}

template <class T>
json put(const T& object) {
  return {{"kind", to_string(T::kind)}, {"object", object}};
}

std::string text(const json& line) {
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class T>
void load_object(State& state, Table<T>& /*table*/, const json& object) {
  state.restore(object.get<T>());
}

Kind kind_of(const json& entry) {
  const auto kind = parse_kind(entry.at("kind").get_ref<const std::string&>());
  if (!kind) throw json::other_error::create(501, "unknown kind", nullptr);
  return *kind;
}

void load_line(State& state, const json& line) {
  for (const json& entry : line.value("put", json::array()))
    with_table(state, kind_of(entry),
               [&](auto& table) { load_object(state, table, entry.at("object")); });
  for (const json& entry : line.value("drop", json::array()))
    with_table(state, kind_of(entry),
               [&](auto& table) { table.erase(entry.at("id").get<std::string>()); });
  if (const auto found = line.find("account"); found != line.end()) {
    state.credit().restore(found->at("credit").get<Credit::State>());
    state.restore(found->at("counters").get<State::Counters>());
  }
}

}  // namespace

std::string Cloud::take_changes() {
  if (!state_->has_changed() && !credited_) return {};
  json line = json::object();
  for (const auto& [kind, id] : state_->take_changed())
    with_table(*state_, kind, [&](auto& table) {
      const auto* object = table.find_any(id);
      if (object != nullptr) {
        line["put"].push_back(put(*object));
      } else {
        line["drop"].push_back({{"kind", to_string(kind)}, {"id", id}});
      }
    });
  line["account"] = account(*state_);
  credited_ = false;
  return text(line);
}

void Cloud::write_all(const std::function<void(std::string_view)>& write) const {
  for (const Kind kind : kinds)
    with_table(*state_, kind, [&](const auto& table) {
      for (const auto& row : table.rows()) write(text({{"put", json::array({put(*row)})}}));
    });
  write(text({{"account", account(*state_)}}));
}

Result<void> Cloud::load(std::string_view line) {
  try {
    load_line(*state_, json::parse(line));
  } catch (const json::exception& problem) {
    return fail(Errc::corrupt, problem.what());
  }
  return {};
}

void Cloud::resume() {
  state_->resume();
  now_ = std::max(now_, state_->credit().state().as_of);
}

std::size_t Cloud::object_count() const {
  std::size_t count = 0;
  for (const Kind kind : kinds)
    with_table(*state_, kind, [&](const auto& table) { count += table.rows().size(); });
  return count;
}

}  // namespace muster::sandbox
