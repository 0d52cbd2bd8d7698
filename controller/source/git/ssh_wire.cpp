#include "controller/source/git/ssh_wire.hpp"

namespace muster::git {
namespace {

constexpr std::size_t number_bytes = 4;

}  // namespace

std::string_view SshReader::raw(std::size_t size) {
  if (!ok_ || size > rest_.size()) {
    ok_ = false;
    return {};
  }
  const auto bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}

std::uint32_t SshReader::number() {
  std::uint32_t value = 0;
  for (const char c : raw(number_bytes)) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

std::string_view SshReader::text() {
  return raw(number());
}

std::string ssh_text(std::string_view text) {
  std::string out;
  const auto size = static_cast<std::uint32_t>(text.size());
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(size >> shift & 0xFFU);
  out += text;
  return out;
}

}  // namespace muster::git
