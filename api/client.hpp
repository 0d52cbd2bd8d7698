#pragma once

#include "api/contract.hpp"
#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/transport.hpp"
#include "model/kinds/virtual_machine.hpp"
#include "model/money.hpp"
#include "model/world.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster::api {

struct ClientOptions {
  std::string endpoint;                 // "https://barrack.ai/api"; parse_url accepts it
  std::string api_key;                  // never printed, never logged
  std::int64_t calls_per_minute = 500;  // 0: no limit
  std::int64_t concurrency = 16;
  Duration request_timeout = std::chrono::seconds(60);
  int attempts_max = 5;  // of a call that is safe to repeat
  /// Once per unknown field or state and similar; nothing secret. May be empty.
  std::function<void(std::string)> on_notice;
  /// When the server wants to be left alone: for how long no call is sent. May be empty.
  std::function<void(Duration)> on_pause;
};

/// What a new machine needs, with ids resolved.
struct Deployment {
  std::string name;
  Tier tier = Tier::legacy;
  std::string region;
  std::string gpu_model;
  std::int64_t gpu_count = 1;
  std::vector<RemoteId> ssh_keys;
  std::optional<std::string> os_image;
  std::optional<RemoteId> image;
  std::optional<RemoteId> boot_volume;
  bool public_ip = false;
  std::vector<SecurityRule> security_rules;
  std::optional<std::string> user_data;
  std::optional<RemoteId> script;
  std::vector<RemoteId> volumes;
};

struct NewVolume {
  std::string name;
  Tier tier = Tier::legacy;
  std::string region;
  VolumeType type = VolumeType::ssd;
  Gigabytes size;
  std::optional<std::string> description;
};

struct NewFirewall {
  std::string name;
  std::string region;
  std::optional<std::string> description;
};

struct Balance {
  Money amount;
};

/// Typed calls to the Barrack API. One governor is shared by all calls of a client. All calls run
/// on one loop; the client outlives them.
///
/// Reading calls and calls that are safe to repeat (delete, attach, resize, set members, ...) are
/// retried with full-jitter back-off and Retry-After until attempts_max or the context's deadline.
/// Calls that create are sent again only when it is certain that nothing happened (not sent, 429);
/// otherwise they return unknown_outcome and the caller must look the name up. Lists are always
/// paged to the end, sorted by id, and hold nothing that is deleted. A row that lacks what a plan
/// compares is completed by reading the thing on its own. Once stop is requested nothing more is
/// sent. No error or notice holds the key. Errors: unauthorized, forbidden, payment_required,
/// not_found, conflict, rejected, no_capacity, rate_limited, unavailable, unknown_outcome,
/// connect_failed, tls_failed, timed_out, protocol, cancelled.
class Client {
 public:
  Client(net::Transport& transport, net::Clock& clock, net::Random& random, Contract contract,
         ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Task<Result<std::vector<LiveVirtualMachine>>> list_instances(net::Context context);
  Task<Result<std::vector<LiveVolume>>> list_volumes(net::Context context);
  Task<Result<std::vector<LiveFirewall>>> list_firewalls(net::Context context);
  Task<Result<std::vector<LiveSshKey>>> list_ssh_keys(net::Context context);
  Task<Result<std::vector<LiveScript>>> list_scripts(net::Context context);

  /// One that is deleted and still known comes with state `deleted`.
  Task<Result<LiveVirtualMachine>> get_instance(net::Context context, RemoteId id);
  Task<Result<LiveVolume>> get_volume(net::Context context, RemoteId id);
  Task<Result<LiveFirewall>> get_firewall(net::Context context, RemoteId id);
  Task<Result<LiveSshKey>> get_ssh_key(net::Context context, RemoteId id);
  Task<Result<LiveScript>> get_script(net::Context context, RemoteId id);

  Task<Result<RemoteId>> create_ssh_key(net::Context context, std::string name,
                                        std::string public_key);
  Task<Result<void>> delete_ssh_key(net::Context context, RemoteId id);

  Task<Result<RemoteId>> create_script(net::Context context, std::string name, std::string content);
  Task<Result<void>> update_script(net::Context context, RemoteId id, std::string content);
  Task<Result<void>> delete_script(net::Context context, RemoteId id);

  Task<Result<RemoteId>> create_firewall(net::Context context, NewFirewall firewall);
  /// Not safe to repeat: a rule may be there twice. unknown_outcome: read the firewall.
  Task<Result<void>> add_firewall_rule(net::Context context, RemoteId id, SecurityRule rule);
  Task<Result<void>> remove_firewall_rule(net::Context context, RemoteId id, RemoteId rule);
  /// The complete set.
  Task<Result<void>> set_firewall_members(net::Context context, RemoteId id,
                                          std::vector<RemoteId> machines);
  Task<Result<void>> delete_firewall(net::Context context, RemoteId id);

  Task<Result<RemoteId>> create_volume(net::Context context, NewVolume volume);
  Task<Result<void>> resize_volume(net::Context context, RemoteId id, Gigabytes size);
  Task<Result<void>> attach_volumes(net::Context context, RemoteId machine,
                                    std::vector<RemoteId> volumes);
  Task<Result<void>> detach_volumes(net::Context context, RemoteId machine,
                                    std::vector<RemoteId> volumes);
  Task<Result<void>> delete_volume(net::Context context, RemoteId id);

  Task<Result<RemoteId>> deploy(net::Context context, Deployment deployment);
  /// Actions on a machine are refused by the API in the wrong state (`conflict` or `rejected`):
  /// read it first. After a lost answer they return unknown_outcome.
  Task<Result<void>> start_instance(net::Context context, RemoteId id);
  Task<Result<void>> stop_instance(net::Context context, RemoteId id);
  Task<Result<void>> hibernate_instance(net::Context context, RemoteId id);
  Task<Result<void>> restore_instance(net::Context context, RemoteId id);
  /// Flips; never repeated by the client.
  Task<Result<void>> toggle_public_ip(net::Context context, RemoteId id);
  Task<Result<void>> add_instance_rule(net::Context context, RemoteId id, SecurityRule rule);
  Task<Result<void>> remove_instance_rule(net::Context context, RemoteId id, RemoteId rule);
  Task<Result<void>> delete_instance(net::Context context, RemoteId id);

  Task<Result<Balance>> balance(net::Context context);

  const std::string& endpoint() const;
  /// HTTP exchanges so far, retries included.
  std::int64_t calls_made() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
