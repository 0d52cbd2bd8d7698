#include "diff/plan_value.hpp"

#include "diff/plan_members.hpp"
#include "model/schema.hpp"

namespace muster {
namespace {

/// The table's word on whether such a text is secret.
const FieldInfo& info_of(std::string_view name) {
  const bool key = name == "publicKey";
  return spec_schema(key ? Kind::ssh_key : Kind::startup_script).find(name)->info;
}

class Writer {
 public:
  /// Without a key texts that may be secret are left out.
  explicit Writer(const SecretKey* secrets) : secrets_(secrets) {}

  template <class T>
  void operator()(const char* name, const T& member) {
    if constexpr (std::same_as<T, Position>) {
      // Where a manifest stands in the files is no part of what the plan does.
      if (secrets_ != nullptr) map_.emplace_back(name, value(member));
    } else if constexpr (std::same_as<T, SourcedText>) {
      if (secrets_ != nullptr) map_.emplace_back(name, to_value(member, info_of(name), *secrets_));
    } else if constexpr (Described<T>) {
      map_.emplace_back(name, to_value(without_text(member), FieldInfo{},
                                       secrets_ == nullptr ? SecretKey{} : *secrets_));
    } else {
      map_.emplace_back(name, value(member));
    }
  }

  template <class T>
  T without_text(T spec) const {
    if constexpr (requires { spec.user_data; })
      if (secrets_ == nullptr) spec.user_data.reset();
    return spec;
  }

  template <class T>
    requires std::is_class_v<T>
  Value value(const T& object) const {
    Writer inner(secrets_);
    members(inner, object);
    return std::move(inner.map_);
  }
  Value value(const Value& plain) const { return plain; }
  Value value(bool flag) const { return flag; }
  Value value(std::size_t number) const { return static_cast<std::int64_t>(number); }
  Value value(std::uint32_t number) const { return static_cast<std::int64_t>(number); }
  Value value(std::int64_t number) const { return number; }
  Value value(const std::string& text) const { return text; }
  Value value(const RemoteId& id) const { return id.text; }
  Value value(const ResourceKey& key) const { return to_string(key); }
  Value value(const Money& money) const {
    return format_exact(money) + " " + std::string(to_string(money.currency));
  }
  Value value(Gigabytes size) const { return format_gigabytes(size); }
  Value value(Duration length) const { return static_cast<std::int64_t>(length.count()); }
  Value value(Timestamp at) const {
    return static_cast<std::int64_t>(at.time_since_epoch().count());
  }
  template <NamedEnum E>
  Value value(E word) const {
    return std::string(to_string(word));
  }
  template <class T>
  Value value(const std::optional<T>& object) const {
    return object ? value(*object) : Value();
  }
  template <class T>
  Value value(const std::vector<T>& items) const {
    Value::List list;
    list.reserve(items.size());
    for (const auto& item : items) list.push_back(value(item));
    return list;
  }
  Value value(const Operation& operation) const {
    Writer inner(secrets_);
    inner("operation", std::string(operation_name(operation)));
    std::visit([&](const auto& op) { operation_members(inner, op); }, operation);
    return std::move(inner.map_);
  }

 private:
  const SecretKey* secrets_;
  Value::Map map_;
};

/// One line an entry and a title a list: JSON holds no line breaks, so no two plans read alike.
class Hasher {
 public:
  template <class T>
  void operator()(const char* name, const T& member) {
    text_ += name;
    add(member);
    text_ += '\n';
  }
  void operator()(const char*, const Timestamp&) {}
  void operator()(const char*, const std::optional<Runway>&) {}
  // What counts of it is in the steps and warnings: figures move by the minute.
  void operator()(const char*, const std::optional<PlanStock>&) {}
  std::string take() { return sha256_hex(text_); }

 private:
  template <class T>
  void add(const T& member) {
    text_ += '\n' + to_json(Writer(nullptr).value(member));
  }
  template <class T>
  void add(const std::vector<T>& items) {
    for (const auto& item : items) text_ += '\n' + to_json(Writer(nullptr).value(item));
  }
  std::string text_;
};

}  // namespace

Value plan_to_value(const Plan& plan, const SecretKey& secrets) {
  return Writer(&secrets).value(plan);
}

std::string hash_of(const Plan& plan) {
  Hasher hasher;
  members(hasher, plan);
  return hasher.take();
}

std::string record_digest(const RecordedResource* record) {
  if (record == nullptr) return {};
  const Writer writer(nullptr);
  return sha256_hex(to_json(Value::Map{{"id", record->id.text},
                                       {"name", record->remote_name},
                                       {"applied", record->applied},
                                       {"protect", record->protect},
                                       {"onDelete", writer.value(record->on_delete)},
                                       {"dependsOn", writer.value(record->depends_on)},
                                       {"superseded", writer.value(record->superseded)}}));
}

SourcedText* text_of(Operation& operation) {
  return std::visit(
      [](auto& op) -> SourcedText* {
        if constexpr (requires { op.public_key; }) return &op.public_key;
        if constexpr (requires { op.content; }) return &op.content;
        if constexpr (requires { op.spec.user_data; })
          return op.spec.user_data ? &*op.spec.user_data : nullptr;
        return nullptr;
      },
      operation);
}

const SourcedText* text_of(const Spec& spec) {
  return std::visit(
      [](const auto& of) -> const SourcedText* {
        if constexpr (requires { of.public_key; }) return &of.public_key;
        if constexpr (requires { of.content; }) return &of.content;
        if constexpr (requires { of.user_data; }) return of.user_data ? &*of.user_data : nullptr;
        return nullptr;
      },
      spec);
}

}  // namespace muster
