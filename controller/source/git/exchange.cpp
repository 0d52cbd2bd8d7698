#include "controller/source/git/exchange.hpp"

#include "controller/source/git/ssh_crypto.hpp"
#include "controller/source/limits.hpp"
#include "controller/source/project_folder.hpp"

#include <string_view>
#include <utility>

namespace muster::git {
namespace {

constexpr std::string_view usual_user = "git";  // of most forges, for ssh and beside a token

Exchange& of(void* payload) {
  return *static_cast<Exchange*>(payload);
}

}  // namespace

git_remote_callbacks Exchange::callbacks() {
  git_remote_callbacks calls{};
  git_remote_init_callbacks(&calls, GIT_REMOTE_CALLBACKS_VERSION);
  calls.payload = this;
  calls.credentials = on_credentials;
  calls.certificate_check = on_certificate;
  calls.transfer_progress = on_progress;
  calls.sideband_progress = on_sideband;
  return calls;
}

git_remote_connect_options Exchange::connect_options() {
  git_remote_connect_options options{};
  git_remote_connect_options_init(&options, GIT_REMOTE_CONNECT_OPTIONS_VERSION);
  options.callbacks = callbacks();
  options.proxy_opts.type = access_.through_proxy ? GIT_PROXY_AUTO : GIT_PROXY_NONE;
  // To another host credentials would go along.
  options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
  return options;
}

git_fetch_options Exchange::fetch_options() {
  git_fetch_options options{};
  git_fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION);
  options.callbacks = callbacks();
  options.proxy_opts.type = access_.through_proxy ? GIT_PROXY_AUTO : GIT_PROXY_NONE;
  options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
  options.update_fetchhead = 0;
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
  options.prune = GIT_FETCH_NO_PRUNE;
  return options;
}

int Exchange::on_credentials(git_credential** out, const char* /*url*/, const char* /*username*/,
                             unsigned allowed, void* exchange) {
  return of(exchange).give_credential(out, allowed);
}

int Exchange::give_credential(git_credential** out, unsigned allowed) {
  if (interrupt_.requested()) return GIT_EUSER;
  std::string user = address_.username.empty() ? access_.username : address_.username;
  if (user.empty()) user = usual_user;
  if ((allowed & GIT_CREDENTIAL_USERNAME) != 0)
    return git_credential_username_new(out, user.c_str());
  if (std::exchange(credential_given_, true)) {
    credential_refused_ = true;
    return GIT_EUSER;
  }
  if ((allowed & GIT_CREDENTIAL_SSH_KEY) != 0 && !access_.ssh_key_file.empty())
    return git_credential_ssh_key_new(out, user.c_str(), nullptr, access_.ssh_key_file.c_str(),
                                      access_.ssh_passphrase.c_str());
  const auto& password = address_.password.empty() ? access_.password : address_.password;
  const bool any = !password.empty() || !address_.username.empty();
  if ((allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT) != 0 && any)
    return git_credential_userpass_plaintext_new(out, user.c_str(), password.c_str());
  credential_missing_ = true;
  return GIT_EUSER;
}

int Exchange::on_certificate(git_cert* certificate, int valid, const char* /*host*/,
                             void* exchange) {
  auto& self = of(exchange);
  if (certificate->cert_type == GIT_CERT_HOSTKEY_LIBSSH2)
    return self.judge_host_key(*reinterpret_cast<git_cert_hostkey*>(certificate));
  self.bad_certificate_ = valid == 0;
  return GIT_PASSTHROUGH;  // the library's own verdict
}

int Exchange::judge_host_key(const git_cert_hostkey& key) {
  const auto file = read_text_file(access_.known_hosts_file);
  const std::string_view shown((key.type & GIT_CERT_SSH_RAW) != 0 ? key.hostkey : "",
                               (key.type & GIT_CERT_SSH_RAW) != 0 ? key.hostkey_len : 0);
  const auto check = check_host_key(file.value_or(""), address_.host, address_.port, shown);
  if (check == HostKeyCheck::known && !shown.empty()) return 0;
  host_key_ = check;
  fingerprint_ = ssh_fingerprint(shown);
  return GIT_ECERTIFICATE;
}

bool Exchange::goes_on(const git_indexer_progress& progress) {
  too_large_ = progress.received_bytes > limits::repository_bytes_max;
  return !too_large_ && !interrupt_.requested();
}

int Exchange::on_progress(const git_indexer_progress* progress, void* exchange) {
  return of(exchange).goes_on(*progress) ? 0 : GIT_EUSER;
}

int Exchange::on_sideband(const char* /*text*/, int /*size*/, void* exchange) {
  return of(exchange).interrupt_.requested() ? GIT_EUSER : 0;
}

}  // namespace muster::git
