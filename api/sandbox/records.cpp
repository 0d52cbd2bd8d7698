#include "api/sandbox/records.hpp"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace nlohmann {

template <>
struct adl_serializer<muster::Timestamp> {
  static void to_json(json& out, const muster::Timestamp& value) {
    out = value.time_since_epoch().count();
  }
  static void from_json(const json& in, muster::Timestamp& value) {
    value = muster::Timestamp(muster::Duration(in.get<muster::Duration::rep>()));
  }
};

template <class T>
struct adl_serializer<std::optional<T>> {
  static void to_json(json& out, const std::optional<T>& value) {
    out = value ? json(*value) : json(nullptr);
  }
  static void from_json(const json& in, std::optional<T>& value) {
    value = in.is_null() ? std::nullopt : std::optional<T>(in.get<T>());
  }
};

}  // namespace nlohmann

namespace muster::sandbox {
namespace {

using nlohmann::json;

/// A field of an object and its name in the file, for both directions.
template <class Class, class T>
struct Field {
  const char* name;
  T Class::* member;
};
template <class Class, class T>
Field(const char*, T Class::*) -> Field<Class, T>;

template <class Object, class... Fields>
void write_fields(json& out, const Object& object, const std::tuple<Fields...>& fields) {
  std::apply([&](const auto&... field) { ((out[field.name] = object.*field.member), ...); },
             fields);
}
template <class Object, class... Fields>
void read_fields(const json& in, Object& object, const std::tuple<Fields...>& fields) {
  std::apply([&](const auto&... field) { (in.at(field.name).get_to(object.*field.member), ...); },
             fields);
}

constexpr std::tuple object_fields{
    Field{"id", &Object::id},         Field{"name", &Object::name},
    Field{"serial", &Object::serial}, Field{"created_at", &Object::created_at},
    Field{"gone", &Object::gone},     Field{"pending", &Object::pending},
    Field{"rate", &Object::rate},     Field{"metered_since", &Object::metered_since},
};

constexpr std::tuple pending_fields{
    Field{"due", &Pending::due},       Field{"serial", &Pending::serial},
    Field{"event", &Pending::event},   Field{"subject", &Pending::subject},
    Field{"number", &Pending::number},
};

constexpr std::tuple rule_fields{
    Field{"id", &Rule::id},
    Field{"direction", &Rule::direction},
    Field{"ethertype", &Rule::ethertype},
    Field{"protocol", &Rule::protocol},
    Field{"port_range_min", &Rule::port_range_min},
    Field{"port_range_max", &Rule::port_range_max},
    Field{"remote_ip_prefix", &Rule::remote_ip_prefix},
    Field{"status", &Rule::status},
    Field{"created_at", &Rule::created_at},
};

constexpr std::tuple attachment_fields{
    Field{"id", &Attachment::id},
    Field{"instance_id", &Attachment::instance_id},
    Field{"status", &Attachment::status},
    Field{"created_at", &Attachment::created_at},
};

constexpr std::tuple instance_fields{
    Field{"status", &Instance::status},
    Field{"stable_status", &Instance::stable_status},
    Field{"tier", &Instance::tier},
    Field{"region", &Instance::region},
    Field{"gpu_model", &Instance::gpu_model},
    Field{"gpu_count", &Instance::gpu_count},
    Field{"os_image", &Instance::os_image},
    Field{"ssh_key_ids", &Instance::ssh_key_ids},
    Field{"ssh_key_names", &Instance::ssh_key_names},
    Field{"server_uuid", &Instance::server_uuid},
    Field{"public_ip_enabled", &Instance::public_ip_enabled},
    Field{"public_ip", &Instance::public_ip},
    Field{"public_ip_status", &Instance::public_ip_status},
    Field{"private_ip", &Instance::private_ip},
    Field{"user_data", &Instance::user_data},
    Field{"script_id", &Instance::script_id},
    Field{"rules", &Instance::rules},
    Field{"volume_ids", &Instance::volume_ids},
    Field{"hibernated_at", &Instance::hibernated_at},
    Field{"holds_stock", &Instance::holds_stock},
};

constexpr std::tuple volume_fields{
    Field{"status", &Volume::status},
    Field{"tier", &Volume::tier},
    Field{"region", &Volume::region},
    Field{"volume_type", &Volume::volume_type},
    Field{"size_gb", &Volume::size_gb},
    Field{"description", &Volume::description},
    Field{"bootable", &Volume::bootable},
    Field{"boots_instance", &Volume::boots_instance},
    Field{"instance_id", &Volume::instance_id},
    Field{"attachment_id", &Volume::attachment_id},
    Field{"device", &Volume::device},
    Field{"attachment_status", &Volume::attachment_status},
    Field{"protected_attachment", &Volume::protected_attachment},
    Field{"attached_at", &Volume::attached_at},
};

constexpr std::tuple firewall_fields{
    Field{"status", &Firewall::status},           Field{"region", &Firewall::region},
    Field{"description", &Firewall::description}, Field{"rules", &Firewall::rules},
    Field{"attachments", &Firewall::attachments},
};

constexpr std::tuple ssh_key_fields{Field{"public_key", &SshKey::public_key}};
constexpr std::tuple script_fields{
    Field{"script", &Script::script},
    Field{"updated_at", &Script::updated_at},
};

constexpr std::tuple snapshot_fields{
    Field{"status", &Snapshot::status},           Field{"tier", &Snapshot::tier},
    Field{"region", &Snapshot::region},           Field{"description", &Snapshot::description},
    Field{"size_gb", &Snapshot::size_gb},         Field{"disk_gb", &Snapshot::disk_gb},
    Field{"instance_id", &Snapshot::instance_id}, Field{"instance_name", &Snapshot::instance_name},
    Field{"gpu_model", &Snapshot::gpu_model},     Field{"gpu_count", &Snapshot::gpu_count},
    Field{"os_image", &Snapshot::os_image},       Field{"has_public_ip", &Snapshot::has_public_ip},
    Field{"image_id", &Snapshot::image_id},
};

constexpr std::tuple image_fields{
    Field{"status", &Image::status},
    Field{"region", &Image::region},
    Field{"snapshot_id", &Image::snapshot_id},
    Field{"size_gb", &Image::size_gb},
};

constexpr std::tuple bill_fields{
    Field{"of", &Bill::of},
    Field{"subject_id", &Bill::subject_id},
    Field{"subject_name", &Bill::subject_name},
    Field{"tier", &Bill::tier},
    Field{"gpu_model", &Bill::gpu_model},
    Field{"gpu_count", &Bill::gpu_count},
    Field{"size_gb", &Bill::size_gb},
    Field{"per_minute", &Bill::per_minute},
    Field{"status", &Bill::status},
    Field{"ended_at", &Bill::ended_at},
};

constexpr std::tuple ai_call_fields{
    Field{"model", &AiCall::model},
    Field{"prompt_tokens", &AiCall::prompt_tokens},
    Field{"completion_tokens", &AiCall::completion_tokens},
    Field{"cost", &AiCall::cost},
};

constexpr std::tuple credit_fields{
    Field{"balance", &Credit::State::balance},
    Field{"remainder", &Credit::State::remainder},
    Field{"as_of", &Credit::State::as_of},
};

constexpr std::tuple counter_fields{
    Field{"random", &State::Counters::random},
    Field{"serial", &State::Counters::serial},
    Field{"addresses", &State::Counters::addresses},
    Field{"ids", &State::Counters::ids},
};

template <class T, class Fields>
void write_object(json& out, const T& object, const Fields& fields) {
  out = json::object();
  write_fields(out, static_cast<const Object&>(object), object_fields);
  write_fields(out, object, fields);
}

template <class T, class Fields>
void read_object(const json& in, T& object, const Fields& fields) {
  read_fields(in, static_cast<Object&>(object), object_fields);
  read_fields(in, object, fields);
}

constexpr auto kind_names = std::to_array<std::pair<Kind, std::string_view>>({
    {Kind::instance, "instance"},
    {Kind::volume, "volume"},
    {Kind::firewall, "firewall"},
    {Kind::ssh_key, "ssh_key"},
    {Kind::script, "script"},
    {Kind::snapshot, "snapshot"},
    {Kind::image, "image"},
    {Kind::bill, "bill"},
    {Kind::ai_call, "ai_call"},
});

}  // namespace

// Found by nlohmann through the namespace of the type; used in this file only.
static void to_json(json& out, const Kind& kind) {
  out = to_string(kind);
}
static void from_json(const json& in, Kind& kind) {
  const auto known = parse_kind(in.get_ref<const std::string&>());
  if (!known) throw json::other_error::create(501, "unknown kind", nullptr);
  kind = *known;
}
static void to_json(json& out, const Pending& pending) {
  out = json::object();
  write_fields(out, pending, pending_fields);
}
static void from_json(const json& in, Pending& pending) {
  read_fields(in, pending, pending_fields);
}
static void to_json(json& out, const Rule& rule) {
  out = json::object();
  write_fields(out, rule, rule_fields);
}
static void from_json(const json& in, Rule& rule) {
  read_fields(in, rule, rule_fields);
}
static void to_json(json& out, const Attachment& attachment) {
  out = json::object();
  write_fields(out, attachment, attachment_fields);
}
static void from_json(const json& in, Attachment& attachment) {
  read_fields(in, attachment, attachment_fields);
}

void to_json(json& out, const Instance& object) {
  write_object(out, object, instance_fields);
}
void from_json(const json& in, Instance& object) {
  read_object(in, object, instance_fields);
}
void to_json(json& out, const Volume& object) {
  write_object(out, object, volume_fields);
}
void from_json(const json& in, Volume& object) {
  read_object(in, object, volume_fields);
}
void to_json(json& out, const Firewall& object) {
  write_object(out, object, firewall_fields);
}
void from_json(const json& in, Firewall& object) {
  read_object(in, object, firewall_fields);
}
void to_json(json& out, const SshKey& object) {
  write_object(out, object, ssh_key_fields);
}
void from_json(const json& in, SshKey& object) {
  read_object(in, object, ssh_key_fields);
}
void to_json(json& out, const Script& object) {
  write_object(out, object, script_fields);
}
void from_json(const json& in, Script& object) {
  read_object(in, object, script_fields);
}
void to_json(json& out, const Snapshot& object) {
  write_object(out, object, snapshot_fields);
}
void from_json(const json& in, Snapshot& object) {
  read_object(in, object, snapshot_fields);
}
void to_json(json& out, const Image& object) {
  write_object(out, object, image_fields);
}
void from_json(const json& in, Image& object) {
  read_object(in, object, image_fields);
}

void to_json(json& out, const Bill& object) {
  write_object(out, object, bill_fields);
}
void from_json(const json& in, Bill& object) {
  read_object(in, object, bill_fields);
}
void to_json(json& out, const AiCall& object) {
  write_object(out, object, ai_call_fields);
}
void from_json(const json& in, AiCall& object) {
  read_object(in, object, ai_call_fields);
}

void to_json(json& out, const Credit::State& credit) {
  out = json::object();
  write_fields(out, credit, credit_fields);
}
void from_json(const json& in, Credit::State& credit) {
  read_fields(in, credit, credit_fields);
}
void to_json(json& out, const State::Counters& counters) {
  out = json::object();
  write_fields(out, counters, counter_fields);
}
void from_json(const json& in, State::Counters& counters) {
  read_fields(in, counters, counter_fields);
}

std::string_view to_string(Kind kind) {
  for (const auto& [value, name] : kind_names)
    if (value == kind) return name;
  return "";
}

std::optional<Kind> parse_kind(std::string_view name) {
  for (const auto& [value, text] : kind_names)
    if (text == name) return value;
  return std::nullopt;
}

}  // namespace muster::sandbox
