#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/event.hpp"
#include "api/net/http_message.hpp"
#include "api/net/proxy.hpp"
#include "api/net/task.hpp"
#include "api/net/transport.hpp"
#include "model/result.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace muster {

/// The way to a server.
using TransportFor = std::function<Result<std::unique_ptr<net::Transport>>(const net::Url&)>;

/// Over sockets, through the proxy and with the authorities that the usual variables name. The
/// clock outlives what it makes.
TransportFor http_transports(net::Clock& clock, net::EnvironmentLookup environment);

/// An address to post to, which may have a query.
struct PostAddress {
  net::Url server;
  std::string target;  // "/hooks/T0/B0?x=1"
};
/// Errors: invalid_input, without the URL, which is often a secret itself.
Result<PostAddress> parse_post_address(const std::string& url);

/// Hears what went wrong, in words that hold neither URLs nor secrets.
using OnProblem = std::function<void(const std::string&)>;

/// Requests on their way to one server: sent one after the other, tried again with growing pauses
/// when the server cannot be reached or is not well, given up when it refuses them or after too
/// many tries. The server may see one twice. Bounded: if too many wait, the oldest are dropped.
class Outbox {
 public:
  static constexpr std::size_t waiting_max = 256;
  static constexpr int tries_max = 20;  // about an hour
  static constexpr Duration pause_base = std::chrono::seconds(1);
  static constexpr Duration pause_max = std::chrono::minutes(5);
  static constexpr Duration send_limit = std::chrono::seconds(30);

  /// `name` is for people: "notification 1 (slack)". Clock and random outlive it.
  Outbox(net::Clock& clock, net::Random& random, std::unique_ptr<net::Transport> transport,
         std::string name, OnProblem on_problem);

  /// Returns at once. One that waits with the same key, unless that is empty, is replaced.
  void push(std::string key, net::HttpRequest request);

  /// Until the context is stopped or close() was called; what waits then is not sent any more.
  Task<void> run(net::Context context);
  void close();

  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Item {
    std::string key;
    net::HttpRequest request;
    int tries = 0;
    bool under_way = false;
  };
  enum class Outcome { sent, later, refused };

  bool ends(const net::Context& context) const { return closed_ || context.stop_requested(); }
  Task<void> wait_until(net::Context context, net::TimePoint due);
  Task<void> send_first(net::Context context);
  Outcome judge(const Result<net::HttpResponse>& answer, std::string& problem, Duration& asked);
  Duration pause_after(int tries);

  net::Clock& clock_;
  net::Random& random_;
  std::unique_ptr<net::Transport> transport_;
  const std::string name_;
  const OnProblem on_problem_;
  std::deque<Item> waiting_;
  bool dropped_ = false;  // and said so
  bool closed_ = false;
  net::Event wake_;
};

}  // namespace muster
