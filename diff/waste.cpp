#include "diff/waste.hpp"

#include "diff/live_index.hpp"
#include "diff/plan_words.hpp"
#include "diff/tariff.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace muster {
namespace {

std::string place_of_waste(const Position& position) {
  return position.file + ":" + std::to_string(position.line);
}

/// Who keeps a thing of the account.
struct Keeper {
  const RecordedResource* record = nullptr;
  const Resource* manifest = nullptr;
  bool superseded = false;  // an earlier thing of the key, which is yet to be deleted
};

class Finder {
 public:
  Finder(const DesiredState* desired, const LiveState& live, const RecordedState& recorded)
      : index_(live), manifests_known_(desired != nullptr) {
    for (const auto& [key, record] : recorded.resources) {
      const Resource* manifest = desired == nullptr ? nullptr : desired->find(key);
      keepers_[{key.kind, record.id}] = {&record, manifest, false};
      for (const auto& id : record.superseded) keepers_[{key.kind, id}] = {&record, manifest, true};
    }
    waste_.currency = currency_of(live.market);
    waste_.hourly.known = {0, waste_.currency};
    if (live.market.prices) tariff_.emplace(*live.market.prices, waste_.currency);
    waste_.unknown = live.market.problems;
  }

  Waste run() {
    for (const auto* machine : index_.machines.all()) look_at(*machine);
    for (const auto* volume : index_.volumes.all()) look_at(*volume);
    for (const auto& snapshot : index_.state.snapshots) look_at(snapshot);
    for (const auto* firewall : index_.firewalls.all()) look_at(*firewall);
    std::ranges::sort(waste_.items, [](const WasteItem& a, const WasteItem& b) {
      return std::tuple(order_of(a.kind), a.name, a.id) <
             std::tuple(order_of(b.kind), b.name, b.id);
    });
    for (const auto& item : waste_.items) {
      if (item.hourly) waste_.hourly.known = waste_.hourly.known + *item.hourly;
      waste_.hourly.unknown += item.hourly ? 0 : 1;
    }
    if (tariff_)
      for (const auto& [what, times] : tariff_->missing())
        waste_.unknown.push_back("no price of " + what + " in " +
                                 std::string(to_string(waste_.currency)) + " is known");
    return std::move(waste_);
  }

 private:
  static int order_of(Kind kind) {
    switch (kind) {
      case Kind::virtual_machine:
        return 0;
      case Kind::volume:
        return 1;
      case Kind::snapshot:
        return 2;
      default:
        return 3;
    }
  }

  Keeper keeper_of(Kind kind, const RemoteId& id) const {
    const auto found = keepers_.find({kind, id});
    return found == keepers_.end() ? Keeper{} : found->second;
  }

  template <class T>
  Rate rate_of(const T& thing) const {
    if (!tariff_) return std::nullopt;
    return tariff_->of(thing);
  }

  template <class T>
  WasteItem item_of(Kind kind, const T& thing, const Keeper& keeper, std::string why) const {
    WasteItem item{.kind = kind, .id = thing.id, .name = thing.name, .why = std::move(why)};
    if (keeper.record != nullptr) item.managed_by = keeper.record->key;
    if (keeper.manifest != nullptr) item.manifest = keeper.manifest->position;
    return item;
  }

  /// What holds for managed things of every kind; empty: it is not managed, or `change` is better.
  std::string managed_remedy(const Keeper& keeper, const std::string& change) const {
    if (keeper.record == nullptr) return {};
    if (!manifests_known_) return change + "remove its manifest, then muster apply";
    if (keeper.superseded) return "muster apply (it was replaced and is deleted then)";
    if (keeper.manifest == nullptr)
      return "muster apply (its manifest is gone, so it is deleted then)";
    return change + "remove its manifest at " + place_of_waste(keeper.manifest->position) +
           ", then muster apply" +
           (keeper.record->protect || keeper.manifest->lifecycle.protect
                ? "; it is protected: take lifecycle.protect away first"
                : "");
  }

  static std::string delete_call(const char* list, const RemoteId& id) {
    return std::string("muster api DELETE /") + list + "/" + shell_word(id.text) + "/";
  }

  void look_at(const LiveVirtualMachine& machine) {
    if (machine.state != VmState::stopped) return;
    const auto keeper = keeper_of(Kind::virtual_machine, machine.id);
    auto item = item_of(Kind::virtual_machine, machine, keeper,
                        "stopped, and stopped machines are billed in full");
    item.hourly = rate_of(machine);
    std::string change;
    if (keeper.manifest != nullptr && !keeper.superseded) {
      item.manifest = keeper.manifest->position_of("/spec/powerState");
      change = "say powerState: Hibernated at " + place_of_waste(item.manifest) + ", or ";
    }
    item.remedy = managed_remedy(keeper, change);
    const std::string name = shell_word(machine.name);
    if (item.remedy.empty())
      item.remedy = "muster vm start " + name + " && muster vm hibernate " + name +
                    ", or muster vm delete " + name;
    waste_.items.push_back(std::move(item));
  }

  void look_at(const LiveVolume& volume) {
    if (index_.machine_of(volume.id) != nullptr || !volume.attached_to.empty()) return;
    if (volume.state != VolumeState::available && volume.state != VolumeState::error) return;
    const auto keeper = keeper_of(Kind::volume, volume.id);
    auto item = item_of(Kind::volume, volume, keeper,
                        "attached to no machine, and volumes are billed by their size");
    item.hourly = rate_of(volume);
    item.remedy = managed_remedy(keeper, "name it in the volumes of a machine, or ");
    if (item.remedy.empty()) item.remedy = delete_call("volumes", volume.id);
    waste_.items.push_back(std::move(item));
  }

  void look_at(const LiveSnapshot& snapshot) {
    const auto keeper = keeper_of(Kind::snapshot, snapshot.id);
    if (keeper.record != nullptr || snapshot.state == SetupState::pending) return;
    auto item = item_of(Kind::snapshot, snapshot, keeper, "kept by no manifest and by no schedule");
    item.hourly = rate_of(snapshot);
    item.remedy = "muster snapshot delete " + shell_word(snapshot.name);
    waste_.items.push_back(std::move(item));
  }

  void look_at(const LiveFirewall& firewall) {
    if (!firewall.members.empty()) return;
    const auto keeper = keeper_of(Kind::firewall, firewall.id);
    auto item =
        item_of(Kind::firewall, firewall, keeper,
                "attached to no machine; it costs nothing, but an account may have only 25");
    item.hourly = Money{0, waste_.currency};
    item.remedy = managed_remedy(keeper, "name it in the firewalls of a machine, or ");
    if (item.remedy.empty()) item.remedy = delete_call("firewalls", firewall.id);
    waste_.items.push_back(std::move(item));
  }

  const LiveIndex index_;
  const bool manifests_known_;
  std::map<std::pair<Kind, RemoteId>, Keeper> keepers_;
  std::optional<Tariff> tariff_;
  Waste waste_;
};

}  // namespace

Waste find_waste(const DesiredState* desired, const LiveState& live,
                 const RecordedState& recorded) {
  return Finder(desired, live, recorded).run();
}

Rate per_day(const Rate& hourly) {
  constexpr std::int64_t hours_per_day = 24;
  return hourly ? Rate(*hourly * hours_per_day) : std::nullopt;
}

Rate per_month(const Rate& hourly) {
  return hourly ? Rate(*hourly * hours_per_month) : std::nullopt;
}

}  // namespace muster
