#pragma once

#include <string>
#include <string_view>

namespace muster {

/// SHA-256, 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// HMAC-SHA-256 in the same form: how secret values are remembered. The key is the ledger's own.
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);

}  // namespace muster
