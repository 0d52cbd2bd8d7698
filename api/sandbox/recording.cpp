#include "api/sandbox/recording.hpp"

#include "api/sandbox/json.hpp"
#include "api/sandbox/request.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace muster::sandbox {
namespace {

void put_body(Json& line, const char* name, const std::string& body) {
  Json value = Json::parse(body, nullptr, false);
  if (!value.is_discarded()) line[name] = std::move(value);
}

}  // namespace

Result<Recording> Recording::open(const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::app | std::ios::binary);
  if (!out) return fail(Errc::io, "cannot write " + file.string() + ": " + std::strerror(errno));
  return Recording(std::move(out));
}

void Recording::add(const net::HttpRequest& request, const net::HttpResponse& response) {
  std::string_view target = request.target;
  if (target.starts_with(base_path)) target.remove_prefix(base_path.size());
  Json line = {{"method", request.method}, {"target", target}, {"status", response.status}};
  put_body(line, "request", request.body);
  put_body(line, "answer", response.body);
  file_ << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n' << std::flush;
}

}  // namespace muster::sandbox
