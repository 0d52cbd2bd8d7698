#pragma once

#include "controller/source/git/access.hpp"
#include "controller/source/git/address.hpp"
#include "controller/source/git/interrupt.hpp"
#include "controller/source/git/known_hosts.hpp"
#include "controller/source/git/library.hpp"
#include "model/result.hpp"

#include <optional>
#include <string>

namespace muster::git {

/// What is said and asked while the library talks to a server, and what is to be told of it if that
/// fails. Nothing it refers to may move or end before it.
class Exchange {
 public:
  Exchange(const Address& address, const Access& access, Interrupt& interrupt)
      : address_(address), access_(access), interrupt_(interrupt) {}

  /// For git_remote_connect_ext().
  git_remote_connect_options connect_options();
  /// For git_remote_fetch().
  git_fetch_options fetch_options();

  /// Why a call of the library returned `code`. Names neither credentials nor what the URL held of
  /// them.
  Error failure(int code) const;

 private:
  git_remote_callbacks callbacks();

  int give_credential(git_credential** out, unsigned allowed);
  int judge_host_key(const git_cert_hostkey& key);
  bool goes_on(const git_indexer_progress& progress);

  static int on_credentials(git_credential** out, const char* url, const char* username,
                            unsigned allowed, void* exchange);
  static int on_certificate(git_cert* certificate, int valid, const char* host, void* exchange);
  static int on_progress(const git_indexer_progress* progress, void* exchange);
  static int on_sideband(const char* text, int size, void* exchange);

  std::optional<Error> failed_on_purpose() const;
  Error host_key_failure(HostKeyCheck check) const;
  Error credential_failure() const;

  const Address& address_;
  const Access& access_;
  Interrupt& interrupt_;
  std::optional<HostKeyCheck> host_key_;  // if it is not to be trusted
  std::string fingerprint_;
  bool bad_certificate_ = false;
  bool credential_missing_ = false;
  bool credential_given_ = false;
  bool credential_refused_ = false;
  bool too_large_ = false;
};

}  // namespace muster::git
