#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace muster::net {

struct TestCredentials {
  std::string certificate_pem;
  std::string key_pem;
};

struct TestValidity {
  long from_seconds = -3600;  // relative to now
  long until_seconds = 3600;
};

/// A certificate authority made for one test.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name);

  /// `names` as in OpenSSL's notation: "DNS:localhost", "IP:127.0.0.1".
  TestCredentials issue(const std::string& names, TestValidity validity = {}) const;
  const std::string& certificate_pem() const { return certificate_pem_; }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

  Key key_;
  Certificate certificate_;
  std::string certificate_pem_;
};

/// A certificate that nobody but itself vouches for.
TestCredentials self_signed(const std::string& names);

/// A file with this content, removed in the end.
class TestFile {
 public:
  explicit TestFile(const std::string& content);
  ~TestFile();
  TestFile(const TestFile&) = delete;
  TestFile& operator=(const TestFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace muster::net
