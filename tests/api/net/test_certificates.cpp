#include "tests/api/net/test_certificates.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace muster::net {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("cannot make a test certificate: ") + what);
}

Key new_key() {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), &EVP_PKEY_free);
  require(key != nullptr, "key");
  return key;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()), &BIO_free_all);
  require(PEM_write_bio_X509(memory.get(), certificate) == 1, "PEM");
  return text_of(memory.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()), &BIO_free_all);
  require(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "PEM of the key");
  return text_of(memory.get());
}

void add_extension(X509* certificate, int id, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()), &X509_EXTENSION_free);
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value.c_str());
}

Certificate new_certificate(const std::string& common_name, EVP_PKEY* key, TestValidity validity) {
  static long serial = 0;
  Certificate certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), validity.from_seconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validity.until_seconds);
  X509_set_pubkey(certificate.get(), key);
  const std::vector<unsigned char> name(common_name.begin(), common_name.end());
  require(X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate.get()), NID_commonName,
                                     MBSTRING_UTF8, name.data(), static_cast<int>(name.size()), -1,
                                     0) == 1,
          "subject");
  return certificate;
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name)
    : key_(new_key()), certificate_(new_certificate(name, key_.get(), {})) {
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  require(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) != 0, "signature");
  certificate_pem_ = pem_of(certificate_.get());
}

TestCredentials TestAuthority::issue(const std::string& names, TestValidity validity) const {
  const Key key = new_key();
  const Certificate certificate = new_certificate("test server", key.get(), validity);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate.get(), NID_subject_alt_name, names);
  require(X509_sign(certificate.get(), key_.get(), EVP_sha256()) != 0, "signature");
  return {pem_of(certificate.get()), pem_of(key.get())};
}

TestCredentials self_signed(const std::string& names) {
  const Key key = new_key();
  const Certificate certificate = new_certificate("test server", key.get(), {});
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  add_extension(certificate.get(), NID_subject_alt_name, names);
  require(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0, "signature");
  return {pem_of(certificate.get()), pem_of(key.get())};
}

TestFile::TestFile(const std::string& content) : path_("/tmp/muster_net_test_XXXXXX") {
  const int file = ::mkstemp(path_.data());
  require(file >= 0, "temporary file");
  const auto written = ::write(file, content.data(), content.size());
  ::close(file);
  require(written == static_cast<ssize_t>(content.size()), "temporary file");
}

TestFile::~TestFile() {
  std::remove(path_.c_str());
}

}  // namespace muster::net
