#include "controller/serve/hook_routes.hpp"

#include "controller/serve/api_reply.hpp"
#include "controller/serve/hooks.hpp"
#include "controller/source/secret_setting.hpp"

#include <memory>
#include <utility>

namespace muster {
namespace {

std::string variable_of(HookKind kind) {
  std::string name(to_string(kind));
  for (char& c : name) c = static_cast<char>(c - 'a' + 'A');
  return "MUSTER_HOOK_" + name + "_SECRET";
}

/// What all hooks of one kind have in common.
struct Hook {
  net::Clock& clock;
  DaemonControl& control;
  HookKind kind;
  std::string secret;
  ReplayGuard guard;
};

net::HttpResponse take(Hook& hook, const net::HttpRequest& request) {
  if (hook.secret.empty())
    return error_reply(404, "not_found",
                       "this daemon takes no such hooks: set " + variable_of(hook.kind));
  const auto hint = check_hook(hook.kind, request.headers, request.body, hook.secret,
                               hook.clock.wall_now(), hook.guard);
  if (!hint && hint.error().code() == Errc::unauthorized)
    return error_reply(401, "unauthorized", hint.error().message());
  if (!hint) return error_reply(413, "too_large", hint.error().message());
  // A repeat is answered like the first: forges give up on hooks that fail.
  if (!hint->is_repeat) hook.control.hint(hint->why);
  return json_reply(202, Value::Map{{"accepted", !hint->is_repeat}});
}

}  // namespace

Result<HookSecrets> read_hook_secrets(const net::EnvironmentLookup& environment) {
  HookSecrets secrets;
  MUSTER_TRY(secrets.github, read_secret(environment, variable_of(HookKind::github)));
  MUSTER_TRY(secrets.gitlab, read_secret(environment, variable_of(HookKind::gitlab)));
  MUSTER_TRY(secrets.generic, read_secret(environment, variable_of(HookKind::generic)));
  return secrets;
}

std::vector<DaemonRoute> hook_routes(net::Clock& clock, DaemonControl& control,
                                     HookSecrets secrets) {
  std::vector<DaemonRoute> routes;
  const auto add = [&](HookKind kind, std::string secret) {
    const auto hook = std::make_shared<Hook>(clock, control, kind, std::move(secret));
    routes.push_back({"POST", "/hook/" + std::string(to_string(kind)),
                      DaemonRoute::Access::everybody,
                      [hook](const net::HttpRequest& request, const net::NamedValues&) {
                        return at_once(take(*hook, request));
                      }});
  };
  add(HookKind::github, std::move(secrets.github));
  add(HookKind::gitlab, std::move(secrets.gitlab));
  add(HookKind::generic, std::move(secrets.generic));
  return routes;
}

}  // namespace muster
