#pragma once

#include "api/client.hpp"
#include "api/net/seeded_random.hpp"
#include "api/net/sim_clock.hpp"

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace muster::api {

/// Answers from a list, or from a function once the list is used up, after `latency` of virtual
/// time; keeps what it was asked and when.
class ScriptedTransport final : public net::Transport {
 public:
  using Reply = Result<net::HttpResponse>;

  struct Seen {
    net::HttpRequest request;
    net::TimePoint at;
  };

  explicit ScriptedTransport(net::Clock& clock) : clock_(clock) {}

  Task<Result<net::HttpResponse>> send(net::Context context, net::HttpRequest request) override {
    seen.push_back({request, clock_.now()});
    ++running;
    running_max = std::max(running_max, running);
    auto reply = next(request);
    const bool in_time = clock_.now() + latency < context.deadline();
    co_await clock_.sleep_for(in_time ? latency : context.deadline() - clock_.now());
    --running;
    if (!in_time) co_return fail(Errc::unknown_outcome, "no answer in time");
    co_return reply;
  }

  std::deque<Reply> replies;
  std::function<Reply(const net::HttpRequest&)> otherwise;
  Duration latency = std::chrono::milliseconds(0);
  std::vector<Seen> seen;
  int running = 0;
  int running_max = 0;

 private:
  Reply next(const net::HttpRequest& request) {
    if (!replies.empty()) {
      auto reply = std::move(replies.front());
      replies.pop_front();
      return reply;
    }
    if (otherwise) return otherwise(request);
    return fail(Errc::connect_failed, "the script has ended");
  }

  net::Clock& clock_;
};

inline net::HttpResponse answer(int status, std::string body, net::Headers headers = {}) {
  return {status, std::move(headers), std::move(body)};
}

/// A client in virtual time against a script.
struct World {
  explicit World(ClientOptions changes = {}, Contract contract = Contract::standard())
      : client(transport, clock, random, std::move(contract), with_defaults(std::move(changes))) {}

  ClientOptions with_defaults(ClientOptions options) {
    if (options.endpoint.empty()) options.endpoint = "https://barrack.example/api";
    if (options.api_key.empty()) options.api_key = key;
    options.on_notice = [this](std::string text) { notices.push_back(std::move(text)); };
    return options;
  }

  /// The task must be able to end.
  template <class T>
  Result<T> run(Task<Result<T>> task) {
    auto result = clock.run(std::move(task));
    if (!result) return fail(Errc::internal, "the task cannot end");
    return *std::move(result);
  }

  static constexpr const char* key = "brk-secret-0123456789";

  net::SimClock clock;
  net::SeededRandom random{1};
  ScriptedTransport transport{clock};
  std::vector<std::string> notices;
  Client client;
};

}  // namespace muster::api
