#include "diff/plan_file.hpp"

#include "diff/plan_value.hpp"
#include "model/digest.hpp"

namespace muster {
namespace {

constexpr const char* format_name = "muster plan";
constexpr std::int64_t file_version = 3;

std::unexpected<Error> bad(const std::string& why) {
  return fail(Errc::corrupt, why + "; make the plan again with `muster plan --out FILE`");
}

std::string text_in(const Value& map, std::string_view name) {
  const Value* found = map.find(name);
  const auto* text = found == nullptr ? nullptr : found->get_if<std::string>();
  return text == nullptr ? std::string() : *text;
}

bool flag_in(const Value& map, std::string_view name) {
  const Value* found = map.find(name);
  return found != nullptr && *found == Value(true);
}

std::int64_t number_in(const Value& map, std::string_view name) {
  const Value* found = map.find(name);
  const auto* number = found == nullptr ? nullptr : found->get_if<std::int64_t>();
  return number == nullptr ? -1 : *number;
}

/// The text of the plan that a good head announces.
Result<std::string_view> checked_body(std::string_view text) {
  const auto end = text.find('\n');
  const auto head = value_from_json(text.substr(0, end));
  if (!head || text_in(*head, "format") != format_name || end == std::string_view::npos)
    return bad("this is not a plan that muster saved");
  const auto version = number_in(*head, "version");
  if (version != file_version)
    return fail(Errc::unsupported_version,
                "the plan has format " + std::to_string(version) + " and this muster reads " +
                    std::to_string(file_version) + ": use the muster that made it (" +
                    text_in(*head, "muster") + ")");
  const auto body = text.substr(end + 1);
  const auto bytes = static_cast<std::size_t>(number_in(*head, "bytes"));
  if (body.size() < bytes)
    return bad("the plan is cut short: it has " + std::to_string(body.size()) + " of " +
               std::to_string(bytes) + " bytes");
  if (body.size() > bytes || sha256_hex(body) != text_in(*head, "sha256"))
    return bad("the plan was changed after muster saved it: its checksum does not match");
  return body;
}

/// The digest that stands where the text of the operation would.
const SecretDigest* digest_of_text(const Value& operation) {
  for (const auto* path : {"/publicKey", "/content", "/spec/userData"}) {
    const Value* found = operation.at_path(path);
    if (found == nullptr) continue;
    if (const auto* digest = found->get_if<SecretDigest>()) return digest;
  }
  return nullptr;
}

std::vector<SavedPlan::MissingText> missing_texts(const Value& plan) {
  std::vector<SavedPlan::MissingText> missing;
  const auto* steps = plan.find("steps")->get_if<Value::List>();
  for (std::size_t i = 0; i < steps->size(); ++i)
    if (const auto* digest = digest_of_text(*(*steps)[i].find("operation")))
      missing.push_back({i, digest->hex});
  return missing;
}

std::unexpected<Error> changed(const ResourceKey& key, const std::string& why) {
  return fail(Errc::stale, to_string(key) +
                               ": the plan holds only a digest of its secret text, and the "
                               "manifest that has the text " +
                               why + "; make a new plan");
}

}  // namespace

std::string fingerprint(const SecretKey& key) {
  constexpr std::size_t length = 16;
  return hmac_sha256_hex(key.bytes, "which ledger").substr(0, length);
}

std::string write_plan_file(const SavedPlan& saved, const SecretKey& key) {
  const std::string body = to_json(Value::Map{{"endpoint", saved.endpoint},
                                              {"ledger", saved.ledger},
                                              {"project", saved.project},
                                              {"environment", saved.environment},
                                              {"destroy", saved.destroy},
                                              {"adopt", saved.adopt},
                                              {"hash", saved.plan.hash},
                                              {"plan", plan_to_value(saved.plan, key)}}) +
                           "\n";
  const std::string head = to_json(Value::Map{{"format", format_name},
                                              {"version", file_version},
                                              {"muster", saved.made_by},
                                              {"bytes", static_cast<std::int64_t>(body.size())},
                                              {"sha256", sha256_hex(body)}});
  return head + "\n" + body;
}

Result<SavedPlan> read_plan_file(std::string_view text) {
  MUSTER_TRY(const auto body, checked_body(text));
  const auto read = value_from_json(body);
  const Value* plan = read ? read->find("plan") : nullptr;
  if (plan == nullptr) return bad("the plan file holds no plan");
  SavedPlan saved{.endpoint = text_in(*read, "endpoint"),
                  .ledger = text_in(*read, "ledger"),
                  .project = text_in(*read, "project"),
                  .environment = text_in(*read, "environment"),
                  .destroy = flag_in(*read, "destroy"),
                  .adopt = flag_in(*read, "adopt")};
  auto understood = plan_from_value(*plan);
  if (!understood)
    return bad("the plan file was not written by muster: " + understood.error().message());
  saved.plan = *std::move(understood);
  if (saved.plan.hash != text_in(*read, "hash"))
    return bad("the plan was changed after muster saved it: its hash does not match");
  saved.missing = missing_texts(*plan);
  return saved;
}

Result<void> fill_in_texts(SavedPlan& saved, const DesiredState& desired, const SecretKey& key) {
  for (const auto& [index, digest] : saved.missing) {
    Step& step = saved.plan.steps[index];
    const Resource* resource = desired.find(step.resource);
    const SourcedText* text = resource == nullptr ? nullptr : text_of(resource->spec);
    SourcedText* target = text_of(step.operation);
    if (text == nullptr || target == nullptr)
      return changed(step.resource, "is not there any more");
    if (hmac_sha256_hex(key.bytes, text->text) != digest)
      return changed(step.resource, "has another one now");
    *target = *text;
  }
  saved.missing.clear();
  return {};
}

}  // namespace muster
