#include "api/net/secret_text.hpp"

#include "model/assert.hpp"

#include <array>
#include <cerrno>
#include <sys/random.h>

#include <openssl/crypto.h>

namespace muster::net {

std::string make_secret() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, 32> bytes{};
  // So few bytes come at once or not at all.
  ssize_t got = 0;
  do got = ::getrandom(bytes.data(), bytes.size(), 0);
  while (got < 0 && errno == EINTR);
  MUSTER_ASSERT(got == static_cast<ssize_t>(bytes.size()), "the system always has chance to give");
  std::string text;
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace muster::net
