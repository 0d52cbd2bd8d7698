#pragma once

#include "api/net/http_message.hpp"
#include "api/sandbox/options.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

class State;

/// A path of the API below its base, e.g. {"GET", "/volumes/{volume_id}/"}.
struct Endpoint {
  std::string method;
  std::string path;
  bool operator==(const Endpoint&) const = default;
};

/// A call that changes nothing, whatever its method: some questions are asked with POST.
bool only_asks(const net::HttpRequest& request);

/// Everything the cloud answers, for holding it against the contract.
std::vector<Endpoint> endpoints();

/// One object of the account as a checker sees it. Kinds: "instance", "volume", "firewall",
/// "ssh_key", "script", "snapshot", "image"; status is empty for keys and scripts.
struct ObjectInfo {
  std::string kind;
  std::string id;
  std::string name;
  std::string status;
  bool operator==(const ObjectInfo&) const = default;
};

struct CallRecord {
  Timestamp at;
  std::string method;
  std::string target;
  int status = 0;
  bool operator==(const CallRecord&) const = default;
};

/// A Barrack-compatible account: a state machine that gets the time with each call and does no I/O.
/// Equal options and equal calls at equal times give equal answers.
class Cloud {
 public:
  Cloud(Options options, Timestamp now);
  ~Cloud();
  Cloud(Cloud&&) noexcept;
  Cloud& operator=(Cloud&&) noexcept;

  /// Answers any request, after everything due by `now`. Time never runs backwards: an earlier
  /// `now` counts as the latest seen.
  net::HttpResponse handle(const net::HttpRequest& request, Timestamp now);
  /// Lets everything happen that is due by `now`.
  void advance(Timestamp now);
  /// When something will happen of itself next.
  std::optional<Timestamp> next_event() const;

  /// An answer in the error envelope, with a fresh request id, for errors made outside.
  net::HttpResponse error_reply(int status, std::string_view error_code, std::string_view message);

  /// For checkers. What exists, in the order of creation within a kind; nothing that is gone.
  std::vector<ObjectInfo> objects() const;
  const std::deque<CallRecord>& calls() const;
  /// Calls that do more than ask and were answered with success.
  std::uint64_t changes_accepted() const;
  /// In 1/60,000 of a hundredth of the currency.
  std::int64_t balance_units() const;
  /// What everything costs per minute now, in the same units.
  std::int64_t burn_units() const;
  void add_credit(std::int64_t cents);

  /// What changed since the last call as one line of text for the journal, empty if nothing did.
  std::string take_changes();
  /// The whole state as such lines, one object each.
  void write_all(const std::function<void(std::string_view line)>& write) const;
  /// Applies a line of either. Errors: corrupt. After the last one call resume().
  Result<void> load(std::string_view line);
  /// Arms what was pending in the lines loaded. What became due meanwhile happens at its own time.
  void resume();
  std::size_t object_count() const;

 private:
  net::HttpResponse answer(const net::HttpRequest& request);
  bool over_limit();

  std::unique_ptr<State> state_;
  Timestamp now_;
  std::uint64_t request_ids_;
  std::int64_t window_ = 0;
  std::int64_t calls_in_window_ = 0;
  std::uint64_t changes_accepted_ = 0;
  bool credited_ = false;  // the credit was changed by hand and has to reach the store
  std::deque<CallRecord> calls_;
};

}  // namespace muster::sandbox
