#pragma once

#include "api/contract.hpp"
#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/http_message.hpp"
#include "api/net/transport.hpp"
#include "model/ai.hpp"
#include "model/billing.hpp"
#include "model/catalogue.hpp"
#include "model/kinds/virtual_machine.hpp"
#include "model/market.hpp"
#include "model/money.hpp"
#include "model/world.hpp"

#include <cstdint>
#include <functional>
#include <map>
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

struct NewSnapshot {
  std::string name;
  RemoteId machine;
  std::optional<std::string> description;
};

struct NewClone {
  std::string name;
  std::optional<VolumeType> type;     // the source's unless given
  std::optional<std::string> region;  // the same
};

struct Balance {
  Money amount;
};

/// What the API answered to a raw call, whatever it was.
struct RawAnswer {
  int status = 0;
  net::Headers headers;
  std::string body;
};

/// A list as it was read before, and how it is now.
struct Rereading {
  PagePrints before;       // as the reading before left them in `prints`
  PagePrints prints = {};  // of this reading; empty if they would not tell another one anything
  /// All pages were sent as they were; the list that is returned is empty, and the one that was
  /// read before holds.
  bool unchanged = false;
};

/// Typed calls to the Barrack API. One governor is shared by all calls of a client. All calls run
/// on one loop; the client outlives them.
///
/// Reading calls and calls that are safe to repeat (delete, attach, resize, set members, ...) are
/// retried with full-jitter back-off and Retry-After until attempts_max or the context's deadline.
/// Calls that create are sent again only when it is certain that nothing happened (not sent, 429);
/// otherwise they return unknown_outcome and the caller must look the name up. Lists are always
/// paged to the end, sorted by id, and hold nothing that is deleted. A row that lacks what a plan
/// compares is completed by reading the thing on its own. A `rereading` outlives its task. Once
/// stop is requested nothing more is sent. No error or notice holds the key. Errors: unauthorized,
/// forbidden, payment_required, not_found, conflict, rejected, no_capacity, rate_limited,
/// unavailable, unknown_outcome, connect_failed, tls_failed, timed_out, protocol, cancelled.
class Client {
 public:
  Client(net::Transport& transport, net::Clock& clock, net::Random& random, Contract contract,
         ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Task<Result<std::vector<LiveVirtualMachine>>> list_instances(net::Context context,
                                                               Rereading* rereading = nullptr);
  Task<Result<std::vector<LiveVolume>>> list_volumes(net::Context context,
                                                     Rereading* rereading = nullptr);
  Task<Result<std::vector<LiveFirewall>>> list_firewalls(net::Context context,
                                                         Rereading* rereading = nullptr);
  Task<Result<std::vector<LiveSshKey>>> list_ssh_keys(net::Context context,
                                                      Rereading* rereading = nullptr);
  Task<Result<std::vector<LiveScript>>> list_scripts(net::Context context,
                                                     Rereading* rereading = nullptr);

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

  Task<Result<void>> reboot_instance(net::Context context, RemoteId id);
  /// In one call (inferred from Verda). Errors: as any; which of them went is then not known.
  Task<Result<void>> delete_scripts(net::Context context, std::vector<RemoteId> ids);
  Task<Result<RemoteId>> clone_volume(net::Context context, RemoteId id, NewClone clone);

  Task<Result<std::vector<LiveSnapshot>>> list_snapshots(net::Context context,
                                                         Rereading* rereading = nullptr);
  Task<Result<LiveSnapshot>> get_snapshot(net::Context context, RemoteId id);
  /// The machine is shut off while it is taken (inferred).
  Task<Result<RemoteId>> create_snapshot(net::Context context, NewSnapshot snapshot);
  /// May delete the image made from it as well (inferred).
  Task<Result<void>> delete_snapshot(net::Context context, RemoteId id);
  /// A new machine of that name. Returns its id.
  Task<Result<RemoteId>> restore_snapshot(net::Context context, RemoteId id, std::string name);

  Task<Result<std::vector<LiveImage>>> list_images(net::Context context,
                                                   Rereading* rereading = nullptr);
  Task<Result<LiveImage>> get_image(net::Context context, RemoteId id);
  Task<Result<RemoteId>> create_image(net::Context context, RemoteId snapshot, std::string name);
  Task<Result<void>> delete_image(net::Context context, RemoteId id);
  /// The image that was made from the snapshot; empty: none.
  Task<Result<std::optional<RemoteId>>> image_of_snapshot(net::Context context, RemoteId snapshot);
  /// The same for many, in one call; snapshots without an image are left out.
  Task<Result<std::map<RemoteId, RemoteId>>> images_of_snapshots(net::Context context,
                                                                 std::vector<RemoteId> snapshots);

  Task<Result<std::vector<CatalogueRegion>>> list_regions(net::Context context);
  Task<Result<std::vector<CatalogueOsImage>>> list_os_images(net::Context context);
  Task<Result<std::vector<CatalogueGpuSpec>>> list_gpu_specs(net::Context context);
  Task<Result<std::vector<CatalogueVolumeType>>> list_volume_types(net::Context context);
  Task<Result<std::vector<CatalogueProtocol>>> list_protocols(net::Context context);
  /// Sorted by region and model. A row that cannot be read as a number says so (StockRow::said).
  Task<Result<std::vector<StockRow>>> list_gpu_stocks(net::Context context);
  /// Machines that the API would take a snapshot of, or attach a firewall to.
  Task<Result<std::vector<MachineChoice>>> list_snapshot_eligible(net::Context context);
  Task<Result<std::vector<MachineChoice>>> list_attachable(net::Context context,
                                                           std::optional<RemoteId> firewall);
  /// Ids of the firewalls that are attached to the machine.
  Task<Result<std::vector<RemoteId>>> list_instance_firewalls(net::Context context, RemoteId id);

  /// Everything that is priced, in every currency (POST, documented). `hibernated_machine` is left
  /// empty: the price list does not have it, `hibernations` does.
  Task<Result<PriceList>> prices(net::Context context);
  /// The same by GET, as far as the filter goes; empty filter members are not sent.
  Task<Result<PriceList>> prices(net::Context context, std::optional<Tier> tier,
                                 std::optional<Currency> currency);
  Task<Result<HibernationSummary>> hibernations(net::Context context);
  Task<Result<Balance>> balance(net::Context context);
  /// All pages. A page that fails fails the whole: part of a bill is no bill. A record without
  /// minutes, rate, cost or a currency we know is a protocol error, never zero.
  Task<Result<Billing>> billing(net::Context context, BillingOf what, BillingFilter filter);

  Task<Result<std::vector<AiModel>>> list_ai_models(net::Context context);
  Task<Result<AiAnswer>> chat(net::Context context, AiQuestion question);
  Task<Result<AiUsage>> ai_usage(net::Context context);
  Task<Result<std::vector<AiTransaction>>> ai_history(net::Context context);

  /// Any call below the endpoint, sent once, with the key; `path` may have a query, `body` is JSON
  /// or empty. An answer of any status is an answer; where it repeats the key, that is replaced.
  /// Errors: those of the connection, invalid_input (a path that is none, or leads out of the
  /// endpoint).
  Task<Result<RawAnswer>> raw(net::Context context, std::string method, std::string path,
                              std::string body);

  const std::string& endpoint() const;
  /// HTTP exchanges so far, retries included.
  std::int64_t calls_made() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::api
