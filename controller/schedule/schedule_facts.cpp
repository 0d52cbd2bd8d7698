#include "controller/schedule/schedule_facts.hpp"

#include "controller/ledger/entry.hpp"
#include "controller/schedule/lives.hpp"

#include <algorithm>
#include <vector>

namespace muster {
namespace {

/// So many wakings of a model count, the newest ones.
constexpr std::size_t wakings_max = 5;

/// The GPU model in a machine's spec as it was applied; empty if that does not tell.
std::string model_in(const Value& applied) {
  const Value* gpu = applied.find("gpu");
  const auto* choices = gpu == nullptr ? nullptr : gpu->get_if<Value::List>();
  if (choices != nullptr) gpu = choices->size() == 1 ? &choices->front() : nullptr;
  const Value* model = gpu == nullptr ? nullptr : gpu->find("model");
  const auto* text = model == nullptr ? nullptr : model->get_if<std::string>();
  return text == nullptr ? std::string() : *text;
}

/// How long machines took to wake, by their GPU model.
class Wakings {
 public:
  void take(const LedgerEntry& entry) {
    if (entry.key.kind != Kind::virtual_machine) return;
    if (entry.type == "intent") {
      learn_model(entry);
      if (entry.operation == "restore_instance") begun_[entry.id] = entry.at;
    } else if (const auto begun = begun_.find(entry.answers); begun != begun_.end()) {
      if (entry.type == "applied") add(entry, entry.at - begun->second);
      begun_.erase(begun);
    }
  }

  /// The longest of the last ones: a machine is to be up in time.
  std::map<std::string, Duration> times() const {
    std::map<std::string, Duration> longest;
    for (const auto& [model, all] : took_) {
      const auto skipped = all.size() - std::min(all.size(), wakings_max);
      longest[model] =
          *std::max_element(all.begin() + static_cast<std::ptrdiff_t>(skipped), all.end());
    }
    return longest;
  }

 private:
  void learn_model(const LedgerEntry& entry) {
    const auto body = decode(entry.body);
    const auto* intent = body ? std::get_if<Intent>(&*body) : nullptr;
    if (intent == nullptr) return;
    if (auto model = model_in(intent->applied); !model.empty())
      models_[entry.key] = std::move(model);
  }

  void add(const LedgerEntry& entry, Duration took) {
    const auto model = models_.find(entry.key);
    if (model != models_.end() && took >= Duration(0)) took_[model->second].push_back(took);
  }

  std::map<std::int64_t, Timestamp> begun_;  // by intent
  std::map<ResourceKey, std::string> models_;
  std::map<std::string, std::vector<Duration>> took_;
};

}  // namespace

ScheduleFacts facts_from(const std::vector<LedgerEntry>& entries) {
  ScheduleFacts facts;
  Wakings wakings;
  for (const auto& entry : entries) {
    if (entry.key.kind == Kind::snapshot && entry.type == "created")
      facts.taken.insert(entry.key.name);
    if (entry.key.kind == Kind::snapshot && entry.type == "intent" &&
        entry.operation == "create_snapshot")
      ++facts.tries[entry.key.name];
    wakings.take(entry);
  }
  facts.wake_time = wakings.times();
  facts.ended = ended_lives(entries);
  return facts;
}

}  // namespace muster
