#include "controller/source/git/ssh_crypto.hpp"

#include "controller/source/git/release.hpp"
#include "controller/source/git/ssh_wire.hpp"
#include "model/assert.hpp"

#include <array>
#include <memory>
#include <utility>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>

namespace muster::git {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;

constexpr int rsa_bits_min = 2048;
constexpr std::size_t number_bytes_max = 2048;  // 16384 bits

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(std::string_view text) {
  if (text.size() > number_bytes_max) return nullptr;
  return Number(BN_bin2bn(bytes_of(text), static_cast<int>(text.size()), nullptr));
}

Key key_from(const char* kind, const Builder& builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return Key(key);
}

Key rsa_key(SshReader& in) {
  const auto exponent = number_of(in.text());
  const auto modulus = number_of(in.text());
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!in.at_end() || !builder || !exponent || !modulus ||
      BN_num_bits(modulus.get()) < rsa_bits_min ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return key_from("RSA", builder);
}

struct Curve {
  std::string_view key_kind;
  std::string_view name;
  const char* group;
  const char* digest;
};
constexpr std::array curves = {Curve{"ecdsa-sha2-nistp256", "nistp256", "prime256v1", "SHA256"},
                               Curve{"ecdsa-sha2-nistp384", "nistp384", "secp384r1", "SHA384"},
                               Curve{"ecdsa-sha2-nistp521", "nistp521", "secp521r1", "SHA512"}};

Key curve_key(const Curve& curve, SshReader& in) {
  const auto name = in.text();
  const auto point = in.text();
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!in.at_end() || name != curve.name || !builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.group, 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return nullptr;
  return key_from("EC", builder);
}

/// The two numbers of an ECDSA signature as OpenSSL wants them.
std::string der_signature(std::string_view signature) {
  SshReader in(signature);
  auto r = number_of(in.text());
  auto s = number_of(in.text());
  const std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>> pair(ECDSA_SIG_new());
  if (!in.at_end() || !r || !s || !pair ||
      ECDSA_SIG_set0(pair.get(), r.release(), s.release()) != 1)
    return "";
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return "";
  std::string out(der, der + size);
  OPENSSL_free(der);
  return out;
}

SignatureCheck verify(const Key& key, const char* digest, std::string_view signature,
                      std::string_view bytes) {
  const DigestContext context(EVP_MD_CTX_new());
  const bool good = key && context &&
                    EVP_DigestVerifyInit_ex(context.get(), nullptr, digest, nullptr, nullptr,
                                            key.get(), nullptr) == 1 &&
                    EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                                     bytes_of(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return good ? SignatureCheck::good : SignatureCheck::bad;
}

}  // namespace

std::string hmac_sha1(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const auto* done = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes_of(bytes),
                          bytes.size(), digest.data(), &length);
  MUSTER_ASSERT(done != nullptr, "HMAC-SHA-1 is always available");
  return {digest.data(), digest.data() + length};
}

std::string hashed(std::string_view algorithm, std::string_view bytes) {
  const EVP_MD* digest = algorithm == "sha256"   ? EVP_sha256()
                         : algorithm == "sha512" ? EVP_sha512()
                                                 : nullptr;
  if (digest == nullptr) return "";
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, digest, nullptr);
  MUSTER_ASSERT(done == 1, "SHA-2 is always available");
  return {out.data(), out.data() + length};
}

std::string ssh_fingerprint(std::string_view public_key) {
  const auto digest = hashed("sha256", public_key);
  std::array<unsigned char, 64> text{};  // 44 characters and a zero
  const int size = EVP_EncodeBlock(text.data(), bytes_of(digest), static_cast<int>(digest.size()));
  std::string out(text.data(), text.data() + size);
  while (out.ends_with('=')) out.pop_back();
  return "SHA256:" + out;
}

SignatureCheck check_ssh_signature(std::string_view public_key, std::string_view signature,
                                   std::string_view bytes) {
  SshReader key_in(public_key);
  SshReader in(signature);
  const auto key_kind = key_in.text();
  const auto kind = in.text();
  const auto value = in.text();
  if (!key_in.ok() || !in.at_end()) return SignatureCheck::bad;
  if (key_kind == "ssh-ed25519" && kind == key_kind) {
    const auto raw = key_in.text();
    if (!key_in.at_end()) return SignatureCheck::bad;
    const Key key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(raw), raw.size()));
    return verify(key, nullptr, value, bytes);
  }
  if (key_kind == "ssh-rsa" && (kind == "rsa-sha2-256" || kind == "rsa-sha2-512"))
    return verify(rsa_key(key_in), kind.ends_with("256") ? "SHA256" : "SHA512", value, bytes);
  for (const auto& curve : curves)
    if (key_kind == curve.key_kind && kind == key_kind)
      return verify(curve_key(curve, key_in), curve.digest, der_signature(value), bytes);
  return SignatureCheck::unknown_kind;
}

}  // namespace muster::git
