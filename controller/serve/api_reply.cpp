#include "controller/serve/api_reply.hpp"

#include "model/digest.hpp"

#include <utility>

namespace muster {
namespace {

constexpr std::size_t etag_digits = 32;

int status_of(Errc code) {
  switch (code) {
    case Errc::invalid_input:
    case Errc::invalid_manifest:
    case Errc::corrupt:
      return 400;
    case Errc::denied:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
    case Errc::locked:
    case Errc::stale:
      return 409;
    case Errc::unavailable:
    case Errc::cancelled:
      return 503;
    case Errc::timed_out:
      return 504;
    case Errc::io:
    case Errc::internal:
    case Errc::unsupported_version:
      return 500;
    default:
      return 502;  // what the account's API, or the way to it, has to answer for
  }
}

/// Whether the list of an If-None-Match names the tag; weak ones count, as RFC 9110 wants it.
bool names_tag(std::string_view list, std::string_view tag) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    auto item = list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item == tag || item == "*") return true;
  }
  return false;
}

}  // namespace

net::HttpResponse json_reply(int status, const Value& value) {
  return {status,
          {{"Content-Type", "application/json"},
           {"Cache-Control", "no-store"},
           {"X-Content-Type-Options", "nosniff"}},
          to_json(value) + "\n"};
}

net::HttpResponse document_reply(const net::HttpRequest& request, const Value& value) {
  auto body = to_json(value) + "\n";
  const auto tag = "\"" + sha256_hex(body).substr(0, etag_digits) + "\"";
  net::HttpResponse reply{200,
                          {{"Content-Type", "application/json"},
                           {"ETag", tag},
                           {"Cache-Control", "no-cache"},
                           {"X-Content-Type-Options", "nosniff"}},
                          {}};
  const auto known = net::find_header(request.headers, "If-None-Match");
  if (known && names_tag(*known, tag))
    reply.status = 304;
  else
    reply.body = std::move(body);
  return reply;
}

net::HttpResponse text_reply(int status, std::string text) {
  return {status,
          {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
          std::move(text) + "\n"};
}

net::HttpResponse page_reply(std::string html) {
  return {200,
          {{"Content-Type", "text/html; charset=utf-8"},
           {"Cache-Control", "no-store"},
           {"Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"},
           {"Referrer-Policy", "no-referrer"},
           {"X-Content-Type-Options", "nosniff"}},
          std::move(html)};
}

net::HttpResponse error_reply(int status, const std::string& code, const std::string& message) {
  return json_reply(status,
                    Value::Map{{"error", Value::Map{{"code", code}, {"message", message}}}});
}

net::HttpResponse error_reply(const Error& error) {
  return error_reply(status_of(error.code()), std::string(to_string(error.code())), error.text());
}

net::HttpResponse not_allowed_reply(const std::vector<std::string>& allowed) {
  std::string list;
  for (const auto& method : allowed) {
    list += (list.empty() ? "" : ", ") + method;
    if (method == "GET") list += ", HEAD";
  }
  auto reply = error_reply(405, "method_not_allowed", "this path takes only " + list);
  reply.headers.emplace_back("Allow", list);
  return reply;
}

net::HttpResponse unauthorized_reply() {
  auto reply =
      error_reply(401, "unauthorized",
                  "this needs the daemon's token: send \"Authorization: Bearer TOKEN\" with what "
                  "the file daemon.token beside the project's ledger holds");
  reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"muster\"");
  return reply;
}

}  // namespace muster
