#pragma once

#include "api/net/http_message.hpp"
#include "model/error.hpp"
#include "model/value.hpp"

#include <string>
#include <vector>

namespace muster {

// How the daemon answers.

/// 200 with the value as JSON and an ETag of it, or 304 if the request has that one.
net::HttpResponse document_reply(const net::HttpRequest& request, const Value& value);

net::HttpResponse json_reply(int status, const Value& value);
net::HttpResponse text_reply(int status, std::string text);
/// A page that may load nothing and run nothing.
net::HttpResponse page_reply(std::string html);

/// {"error": {"code": ..., "message": ...}}; `code` is one of to_string(Errc) or, for what HTTP
/// itself knows, a word of its own.
net::HttpResponse error_reply(int status, const std::string& code, const std::string& message);
/// The same with the status that the code stands for.
net::HttpResponse error_reply(const Error& error);
net::HttpResponse not_allowed_reply(const std::vector<std::string>& allowed);
net::HttpResponse unauthorized_reply();

}  // namespace muster
