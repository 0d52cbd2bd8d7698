#pragma once

#include "api/net/http_message.hpp"
#include "model/result.hpp"

#include <filesystem>
#include <fstream>

namespace muster::sandbox {

/// Writes every call and its answer down, one JSON object a line: method, target below /api,
/// status, request and answer. Headers are left out, and with them the key. For holding the sandbox
/// against the contract, and for seeing what a client does.
class Recording {
 public:
  /// Adds to the file. Errors: io.
  static Result<Recording> open(const std::filesystem::path& file);

  /// Bodies that are no JSON are left out. A line that cannot be written is lost: the answer
  /// matters more.
  void add(const net::HttpRequest& request, const net::HttpResponse& response);

 private:
  explicit Recording(std::ofstream file) : file_(std::move(file)) {}

  std::ofstream file_;
};

}  // namespace muster::sandbox
