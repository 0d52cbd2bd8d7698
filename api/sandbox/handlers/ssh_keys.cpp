#include "api/sandbox/lifecycle/ssh_keys.hpp"

#include "api/sandbox/body_reader.hpp"
#include "api/sandbox/handlers/listing.hpp"
#include "api/sandbox/routes.hpp"
#include "model/result.hpp"

namespace muster::sandbox {
namespace {

Outcome<Json> list_keys(State& state, const Request& request) {
  return list_all<SshKey>(state, request, "ssh_keys");
}

/// Whether Barrack generates a key when public_key is left out is unknown; here it is required.
Outcome<Json> create_key(State& state, const Request& request) {
  BodyReader in(request.body);
  const std::string name = in.text("name");
  const std::string public_key = in.text("public_key");
  MUSTER_CHECK(in.done());
  MUSTER_TRY(const SshKey* key, create_ssh_key(state, name, public_key, request.now));
  return Json{{"message", "SSH key created"}, {"key", view(state, *key)}};
}

Outcome<Json> get_key(State& state, const Request& request) {
  MUSTER_TRY(const SshKey* key, find_ssh_key(state, request.params[0]));
  return Json{{"ssh_key", view(state, *key)}};
}

Outcome<Json> delete_key(State& state, const Request& request) {
  MUSTER_CHECK(delete_ssh_key(state, request.params[0], request.now));
  return Json{{"message", "SSH key deleted"}, {"key_id", request.params[0]}};
}

constexpr Route routes[] = {
    {"GET", "/ssh-keys/", list_keys},
    {"POST", "/ssh-keys/", create_key},
    {"GET", "/ssh-keys/{key_id}/", get_key},
    {"DELETE", "/ssh-keys/{key_id}/", delete_key},
};

}  // namespace

std::span<const Route> ssh_key_routes() {
  return routes;
}

}  // namespace muster::sandbox
