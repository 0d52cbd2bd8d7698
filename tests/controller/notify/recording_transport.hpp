#pragma once

#include "api/net/sim_clock.hpp"
#include "api/net/transport.hpp"
#include "controller/serve/outbox.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace muster::testing {

/// A server that answers from a list, and 200 after that; keeps what it was sent and when.
struct RecordedServer {
  explicit RecordedServer(net::Clock& the_clock) : clock(the_clock) {}

  struct Seen {
    std::string server;  // of the address that was opened
    net::HttpRequest request;
    net::TimePoint at;
  };

  /// Ways that lead here, whatever the address.
  TransportFor transports();

  std::vector<std::string> bodies() const {
    std::vector<std::string> all;
    for (const auto& one : seen) all.push_back(one.request.body);
    return all;
  }

  net::Clock& clock;
  std::deque<Result<net::HttpResponse>> replies;
  bool silent = false;  // never answers
  std::vector<Seen> seen;
};

class RecordingTransport final : public net::Transport {
 public:
  RecordingTransport(RecordedServer& server, std::string address)
      : server_(server), address_(std::move(address)) {}

  Task<Result<net::HttpResponse>> send(net::Context context, net::HttpRequest request) override {
    server_.seen.push_back({address_, std::move(request), server_.clock.now()});
    if (server_.silent) {
      co_await server_.clock.sleep_until(context.deadline());
      co_return fail(Errc::unknown_outcome, "no answer from " + address_);
    }
    if (server_.replies.empty()) co_return net::HttpResponse{.status = 200};
    auto reply = std::move(server_.replies.front());
    server_.replies.pop_front();
    co_return reply;
  }

 private:
  RecordedServer& server_;
  std::string address_;
};

inline TransportFor RecordedServer::transports() {
  return [this](const net::Url& url) -> Result<std::unique_ptr<net::Transport>> {
    return std::make_unique<RecordingTransport>(*this, net::to_string(url));
  };
}

}  // namespace muster::testing
