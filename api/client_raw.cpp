#include "api/client_impl.hpp"

#include <algorithm>
#include <utility>

namespace muster::api {
namespace {

std::unexpected<Error> no_path(const std::string& path, const char* why) {
  return fail(Errc::invalid_input, "\"" + path + "\" is no path below the endpoint: " + why);
}

/// The path below the endpoint, with its query, as a request target.
Result<std::string> target_of(const std::string& endpoint_path, const std::string& path) {
  if (path.find("://") < path.find_first_of("/?"))
    return no_path(path, "leave out scheme and host, which the endpoint says");
  for (const char c : path)
    if (c <= ' ' || c > '~')
      return no_path(path, "blanks and letters outside ASCII have to be percent-encoded");
  if (path.find('#') != std::string::npos) return no_path(path, "it has a fragment");
  std::string_view rest = std::string_view(path).substr(0, path.find('?'));
  while (!rest.empty()) {
    const auto segment = rest.substr(0, rest.find('/'));
    const auto decoded = net::percent_decode(segment);
    if (!decoded) return no_path(path, "it has a malformed escape");
    if (*decoded == "." || *decoded == ".." || decoded->find('/') != std::string::npos)
      return no_path(path, "it leads somewhere else");
    rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
  }
  return endpoint_path + (path.starts_with('/') ? "" : "/") + path;
}

}  // namespace

Task<Result<RawAnswer>> Client::raw(net::Context context, std::string method, std::string path,
                                    std::string body) {
  MUSTER_CO_TRY(auto target, target_of(impl_->endpoint_path, path));
  auto answer = co_await impl_->caller.send_raw(std::move(context), std::move(method),
                                                std::move(target), std::move(body));
  co_return answer;
}

}  // namespace muster::api
