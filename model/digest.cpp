#include "model/digest.hpp"

#include "model/assert.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace muster {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string hex(const Digest& digest, unsigned length) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(length * 2);
  for (unsigned i = 0; i < length; ++i) {
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 15U];
  }
  return text;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Digest digest{};
  unsigned length = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  MUSTER_ASSERT(done == 1, "SHA-256 is always available");
  return hex(digest, length);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  Digest digest{};
  unsigned length = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data,
                          bytes.size(), digest.data(), &length);
  MUSTER_ASSERT(done != nullptr, "HMAC-SHA-256 is always available");
  return hex(digest, length);
}

}  // namespace muster
