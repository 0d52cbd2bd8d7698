#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muster::git {

/// The encoding of SSH (RFC 4251): texts with their length before them. Reads from the front; after
/// the first thing that does not fit everything is empty and ok() false.
class SshReader {
 public:
  explicit SshReader(std::string_view bytes) : rest_(bytes) {}

  std::uint32_t number();
  std::string_view text();
  /// So many bytes as they are.
  std::string_view raw(std::size_t size);

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// Length and text.
std::string ssh_text(std::string_view text);

}  // namespace muster::git
