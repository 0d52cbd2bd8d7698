#include "api/sandbox/lifecycle/scripts.hpp"

#include "api/sandbox/lifecycle/names.hpp"
#include "model/result.hpp"

namespace muster::sandbox {

Outcome<Script*> find_script(State& state, const std::string& id) {
  if (Script* script = state.table<Script>().find(id); script != nullptr) return script;
  return refuse(codes::script_not_found, "Script " + id + " not found");
}

Outcome<Script*> create_script(State& state, const std::string& name, const std::string& text,
                               Timestamp now) {
  MUSTER_CHECK(check_new_name(state.table<Script>(), "script", name, Spaces::allowed));
  Script script;
  script.id = state.new_id('C');
  script.name = name;
  script.serial = state.next_serial();
  script.created_at = now;
  script.script = text;
  Script& created = state.table<Script>().put(std::move(script));
  state.touch(created);
  return &created;
}

Outcome<Script*> update_script(State& state, const std::string& id,
                               const std::optional<std::string>& name,
                               const std::optional<std::string>& text, Timestamp now) {
  MUSTER_TRY(Script * script, find_script(state, id));
  Script changed = *script;
  if (name && *name != script->name) {
    MUSTER_CHECK(check_new_name(state.table<Script>(), "script", *name, Spaces::allowed));
    changed.name = *name;
  }
  if (text) changed.script = *text;
  changed.updated_at = now;
  Script& updated = state.table<Script>().put(std::move(changed));
  state.touch(updated);
  return &updated;
}

Outcome<void> delete_scripts(State& state, const std::vector<std::string>& ids, Timestamp now) {
  for (const std::string& id : ids) MUSTER_CHECK(find_script(state, id));
  for (const std::string& id : ids)
    if (Script* script = state.table<Script>().find(id); script != nullptr)
      state.retire(*script, now, Duration(0));
  return {};
}

}  // namespace muster::sandbox
