#include "api/net/tls_client_context.hpp"

#include <memory>

#include <boost/asio/ip/address.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace muster::net {
namespace {

std::string time_text(const ASN1_TIME* time) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new(BIO_s_mem()), &BIO_free_all);
  if (!bio || ASN1_TIME_print(bio.get(), time) != 1) return "an unreadable date";
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string text_of(const ASN1_STRING* string) {
  const unsigned char* data = ASN1_STRING_get0_data(string);
  return {data, data + ASN1_STRING_length(string)};
}

std::string address_text(const ASN1_OCTET_STRING* bytes) {
  const unsigned char* data = ASN1_STRING_get0_data(bytes);
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(bytes));
  namespace ip = boost::asio::ip;
  ip::address_v4::bytes_type v4{};
  ip::address_v6::bytes_type v6{};
  if (size == v4.size()) {
    std::copy_n(data, size, v4.begin());
    return ip::address_v4(v4).to_string();
  }
  if (size != v6.size()) return "an address of unknown form";
  std::copy_n(data, size, v6.begin());
  return ip::address_v6(v6).to_string();
}

/// What the certificate brings is a stranger's text that ends up on a terminal.
std::string printable(std::string text) {
  constexpr std::size_t name_bytes_max = 255;
  if (text.size() > name_bytes_max) text.resize(name_bytes_max);
  for (char& c : text)
    if (c < 0x20 || c == 0x7f) c = '?';
  return text;
}

std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  auto* raw = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> list(raw,
                                                                           &GENERAL_NAMES_free);
  for (int i = 0; list && i < sk_GENERAL_NAME_num(list.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(list.get(), i);
    if (name->type == GEN_DNS) names.push_back(printable(text_of(name->d.dNSName)));
    if (name->type == GEN_IPADD) names.push_back(address_text(name->d.iPAddress));
  }
  if (!names.empty()) return names;
  X509_NAME* subject = X509_get_subject_name(certificate);
  const int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (place >= 0)
    names.push_back(
        printable(text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place)))));
  return names;
}

}  // namespace

Result<void> configure_tls_client(boost::asio::ssl::context& context, const std::string& ca_file) {
  SSL_CTX* native = context.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_default_verify_paths(native);
  if (!ca_file.empty() && SSL_CTX_load_verify_file(native, ca_file.c_str()) != 1) {
    ERR_clear_error();
    return fail(Errc::invalid_input, "cannot read CA certificates from " + ca_file);
  }
  context.set_verify_mode(boost::asio::ssl::verify_peer);
  return {};
}

Result<void> expect_host(SSL* tls, const std::string& host) {
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  if (!not_an_address) {
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1) return {};
    return fail(Errc::invalid_input,
                "the address " + host + " cannot be checked against a certificate");
  }
  SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // The macro SSL_set_tlsext_host_name casts away const in the old style; this is what it expands
  // to.
  std::string name = host;
  const bool named = SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                              static_cast<void*>(name.data())) == 1;
  if (named && SSL_set1_host(tls, host.c_str()) == 1) return {};
  return fail(Errc::invalid_input, "the host name " + host + " cannot be used with TLS");
}

void note_problem(X509_STORE_CTX* store, CertificateProblem& problem) {
  problem.code = X509_STORE_CTX_get_error(store);
  X509* certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate == nullptr) return;
  problem.names = names_of(certificate);
  problem.valid_from = time_text(X509_get0_notBefore(certificate));
  problem.valid_until = time_text(X509_get0_notAfter(certificate));
}

}  // namespace muster::net
