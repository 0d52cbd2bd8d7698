#pragma once

#include "api/sandbox/billing.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster::sandbox {

enum class Kind {
  instance,
  volume,
  firewall,
  ssh_key,
  script,
  snapshot,
  image,
  bill,
  ai_call,
};

/// What a transition that is under way will do when its time has come.
enum class Event {
  unknown,
  enter_state,  // subject: the state
  set_server_uuid,
  set_public_ip,  // number: 1 attach, 0 detach
  finish_rule,    // subject: rule id
  finish_attach,  // volumes; firewalls with subject: attachment id
  finish_detach,  // the same
  finish_resize,  // number: new size in GB
  purge,          // leaves the lists as well
};

struct Pending {
  Timestamp due;
  std::uint64_t serial = 0;  // order among those due at the same time
  Event event = Event::unknown;
  std::string subject;
  std::int64_t number = 0;
};

/// What everything in the account has. An object that is gone answers 404 and has given its name
/// back, but lists may still show it.
struct Object {
  std::string id;
  std::string name;
  std::uint64_t serial = 0;  // creation order over all kinds
  Timestamp created_at;
  bool gone = false;
  std::vector<Pending> pending;
  Units rate = 0;  // per minute; 0: not metered
  Timestamp metered_since;
};

struct Rule {
  std::string id;
  std::string direction;
  std::string ethertype;
  std::string protocol;
  std::optional<std::int64_t> port_range_min;
  std::optional<std::int64_t> port_range_max;
  std::string remote_ip_prefix;
  std::string status;
  Timestamp created_at;
};

struct Instance : Object {
  static constexpr Kind kind = Kind::instance;
  std::string status;
  std::string stable_status;
  std::string tier;
  std::string region;
  std::string gpu_model;
  std::int64_t gpu_count = 0;
  std::string os_image;
  std::vector<std::string> ssh_key_ids;
  std::vector<std::string> ssh_key_names;  // as they were: deleting a key does not touch instances
  std::optional<std::string> server_uuid;
  bool public_ip_enabled = false;
  std::optional<std::string> public_ip;
  std::string public_ip_status;
  std::optional<std::string> private_ip;
  std::optional<std::string> user_data;
  std::optional<std::string> script_id;
  std::vector<Rule> rules;
  std::vector<std::string> volume_ids;  // attached or being attached, in order of their device
  std::optional<Timestamp> hibernated_at;
  bool holds_stock = false;
};

struct Volume : Object {
  static constexpr Kind kind = Kind::volume;
  std::string status;
  std::string tier;
  std::string region;
  std::string volume_type;
  std::int64_t size_gb = 0;
  std::string description;
  bool bootable = false;
  bool boots_instance = false;  // the boot disk of the instance it is attached to
  std::optional<std::string> instance_id;
  std::string attachment_id;
  std::string device;
  std::string attachment_status;
  bool protected_attachment = false;
  std::optional<Timestamp> attached_at;
};

struct Attachment {
  std::string id;
  std::string instance_id;
  std::string status;
  Timestamp created_at;
};

struct Firewall : Object {
  static constexpr Kind kind = Kind::firewall;
  std::string status;
  std::string region;
  std::string description;
  std::vector<Rule> rules;
  std::vector<Attachment> attachments;
};

struct SshKey : Object {
  static constexpr Kind kind = Kind::ssh_key;
  std::string public_key;
};

struct Script : Object {
  static constexpr Kind kind = Kind::script;
  std::string script;
  std::optional<Timestamp> updated_at;
};

/// A copy of an instance's boot disk, with what restoring needs of the instance.
struct Snapshot : Object {
  static constexpr Kind kind = Kind::snapshot;
  std::string status;
  std::string tier;
  std::string region;
  std::string description;
  std::int64_t size_gb = 0;  // until it is finished
  std::int64_t disk_gb = 0;  // what its size will be
  std::string instance_id;
  std::string instance_name;
  std::string gpu_model;
  std::int64_t gpu_count = 0;
  std::string os_image;
  bool has_public_ip = false;
  std::optional<std::string> image_id;  // made or being made from it
};

struct Image : Object {
  static constexpr Kind kind = Kind::image;
  std::string status;
  std::string region;
  std::string snapshot_id;
  std::int64_t size_gb = 0;
};

/// A stretch of an object's life at one rate, as billing lists it. created_at is its beginning, and
/// it is not metered itself: `rate` stays 0.
struct Bill : Object {
  static constexpr Kind kind = Kind::bill;
  Kind of = Kind::instance;
  std::string subject_id;
  std::string subject_name;
  std::string tier;
  std::string gpu_model;
  std::int64_t gpu_count = 0;
  std::int64_t size_gb = 0;
  Units per_minute = 0;
  std::string status;  // of the object as it began, and once it has ended, as it ended
  std::optional<Timestamp> ended_at;
};

/// One answer of the chat.
struct AiCall : Object {
  static constexpr Kind kind = Kind::ai_call;
  std::string model;
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  Units cost = 0;
};

/// A bill that begins now for the object as it is.
template <class T>
Bill bill_of(const T& object) {
  Bill bill;
  bill.of = T::kind;
  bill.subject_id = object.id;
  bill.subject_name = object.name;
  if constexpr (requires { object.tier; }) bill.tier = object.tier;
  if constexpr (requires { object.gpu_model; }) bill.gpu_model = object.gpu_model;
  if constexpr (requires { object.gpu_count; }) bill.gpu_count = object.gpu_count;
  if constexpr (requires { object.size_gb; }) bill.size_gb = object.size_gb;
  if constexpr (requires { object.status; }) bill.status = object.status;
  return bill;
}

}  // namespace muster::sandbox
