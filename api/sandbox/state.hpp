#pragma once

#include "api/sandbox/billing.hpp"
#include "api/sandbox/objects.hpp"
#include "api/sandbox/options.hpp"
#include "api/sandbox/random.hpp"
#include "api/sandbox/table.hpp"
#include "model/time.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace muster::sandbox {

/// Everything the cloud remembers, and the few operations that all kinds share. Rules of the kinds
/// are in lifecycle/, which works on this.
class State {
 public:
  State(Options options, Timestamp now);

  template <class T>
  Table<T>& table() {
    return std::get<Table<T>>(tables_);
  }
  template <class T>
  const Table<T>& table() const {
    return std::get<Table<T>>(tables_);
  }

  const Options& options() const { return options_; }
  Credit& credit() { return credit_; }
  const Credit& credit() const { return credit_; }
  Generator& random() { return random_; }

  /// A new id, like BRK-123456V; unique for its letters.
  std::string new_id(std::string_view letters);
  std::string new_id(char letter) { return new_id(std::string_view(&letter, 1)); }
  /// Creation order; also the order of transitions due at one time.
  std::uint64_t next_serial() { return ++serial_; }
  std::string new_private_ip();
  std::string new_public_ip();

  /// The object has changed and must reach the store.
  template <class T>
  void touch(const T& object) {
    changed_.emplace(T::kind, object.id);
  }
  /// Lets `event` happen to the object after `delay`, which is divided by the time scale.
  template <class T>
  void schedule(T& object, Timestamp now, Duration delay, Event event, std::string subject = {},
                std::int64_t number = 0) {
    enqueue(T::kind, object, now + scaled(delay), event, std::move(subject), number);
    touch(object);
  }
  /// Changes what the object costs per minute from now on: one bill ends and another begins.
  template <class T>
  void set_rate(T& object, Units rate, Timestamp now) {
    if (object.rate != rate) {
      Bill bill = bill_of(object);
      bill.per_minute = rate;
      end_bill(bill, now);
      meter(object, rate, now);
      if (rate != 0) begin_bill(std::move(bill), now);
    }
    touch(object);
  }
  /// Puts an object of which many are made, and lets the oldest go when they are too many.
  /// `that_may`: how many may go at all.
  template <class T, class MayGo>
  T& put_bounded(T object, std::size_t that_may, MayGo may_go) {
    const auto& rows = table<T>().rows();
    if (rows.size() >= options_.history_max && that_may > 0) {
      const auto oldest = std::ranges::find_if(rows, [&](const auto& row) { return may_go(*row); });
      if (oldest != rows.end()) {
        const std::string id = (*oldest)->id;
        touch(**oldest);
        table<T>().erase(id);
      }
    }
    T& added = table<T>().put(std::move(object));
    touch(added);
    return added;
  }
  /// Answers 404 from now on, and leaves the lists after `listed` or the list lag.
  template <class T>
  void retire(T& object, Timestamp now, Duration listed) {
    set_rate(object, 0, now);
    table<T>().set_gone(object);
    object.pending.clear();
    enqueue(T::kind, object, now + std::max(scaled(listed), options_.list_lag), Event::purge, {},
            0);
  }

  Duration scaled(Duration duration) const;

  /// GPUs of the model that are free in the region; empty: as many as one likes.
  std::optional<std::int64_t> stock(std::string_view region, std::string_view model) const;
  /// False, and nothing taken, when there are not enough.
  bool take_stock(Instance& instance);
  void return_stock(Instance& instance);

  /// What is due next, if anything is.
  std::optional<Timestamp> next_due() const;
  struct Due {
    Timestamp due;
    std::uint64_t serial;
    Kind kind;
    std::string id;
    bool operator>(const Due& other) const {
      return std::pair(due, serial) > std::pair(other.due, other.serial);
    }
  };
  /// Takes the next transition off the queue.
  Due pop_due();

  using Change = std::pair<Kind, std::string>;
  /// The objects touched since the last call.
  std::set<Change> take_changed() { return std::exchange(changed_, {}); }
  bool has_changed() const { return !changed_.empty(); }

  struct Counters {
    std::uint64_t random = 0;
    std::uint64_t serial = 0;
    std::uint64_t addresses = 0;
    std::map<std::string, std::uint64_t> ids;
  };
  Counters counters() const { return {random_.state, serial_, addresses_, ids_}; }
  void restore(const Counters& counters);
  /// Puts an object that was stored. Its pending transitions, meter and stock come back with
  /// resume().
  template <class T>
  void restore(T object) {
    table<T>().put(std::move(object));
  }
  /// After the last stored object: arms what was pending.
  void resume();

 private:
  void enqueue(Kind kind, Object& object, Timestamp due, Event event, std::string subject,
               std::int64_t number);
  void meter(Object& object, Units rate, Timestamp now);
  void begin_bill(Bill bill, Timestamp now);
  void end_bill(const Bill& now_as, Timestamp now);
  std::string new_bill_id(const Bill& bill);
  void seed_stock();

  Options options_;
  Credit credit_;
  Generator random_;
  std::uint64_t serial_ = 0;
  std::uint64_t addresses_ = 0;
  std::map<std::string, std::uint64_t> ids_;
  std::map<std::pair<std::string, std::string>, std::int64_t> stock_;
  std::tuple<Table<Instance>, Table<Volume>, Table<Firewall>, Table<SshKey>, Table<Script>,
             Table<Snapshot>, Table<Image>, Table<Bill>, Table<AiCall>>
      tables_;
  std::map<std::string, std::string> open_bills_;  // by the object's id
  std::priority_queue<Due, std::vector<Due>, std::greater<>> queue_;
  std::set<Change> changed_;
};

}  // namespace muster::sandbox
