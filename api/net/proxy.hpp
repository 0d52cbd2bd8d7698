#pragma once

#include "api/net/http_message.hpp"
#include "model/result.hpp"

#include <functional>
#include <optional>
#include <string>

namespace muster::net {

/// An HTTP proxy and how to log in there.
struct Proxy {
  Url url;
  std::string authorization;  // value of Proxy-Authorization, or empty; a secret
};

/// The value of an environment variable, if set.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;

/// The process's own environment.
std::optional<std::string> process_environment(const std::string& name);

/// Which proxy requests to `target` go through by the usual variables: https_proxy and HTTPS_PROXY
/// for https targets, http_proxy and HTTP_PROXY for http ones (lower case first, empty means
/// unset), unless no_proxy or NO_PROXY names the host: a comma-separated list of "*", "host",
/// ".suffix", "suffix",
/// "*.suffix", each with an optional ":port". Loopback targets never go through a proxy.
/// invalid_input when the variable cannot be understood; the text never contains its value.
Result<std::optional<Proxy>> proxy_for(const Url& target, const EnvironmentLookup& environment);

}  // namespace muster::net
