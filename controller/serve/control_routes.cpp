#include "controller/serve/api_reply.hpp"
#include "controller/serve/control_requests.hpp"
#include "controller/serve/daemon_route.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace muster {
namespace {

/// What may be asked of the daemon: each reads a body and answers with a document.
class Questions {
 public:
  using Ask = Task<Result<Value>> (Questions::*)(std::string body);

  Questions(net::Clock& clock, DaemonControl& control, net::Context stopping)
      : clock_(clock), control_(control), stopping_(std::move(stopping)) {}

  Task<Result<Value>> suspend(std::string body) {
    MUSTER_CO_TRY(auto request, read_suspend(body));
    std::optional<Timestamp> until;
    if (request.lasting) until = clock_.wall_now() + *request.lasting;
    MUSTER_CO_CHECK(co_await control_.suspend(request.key, until, std::move(request.reason)));
    co_return Value(Value::Map{{"until", until ? Value(format_timestamp(*until)) : Value()}});
  }

  Task<Result<Value>> resume(std::string body) {
    MUSTER_CO_TRY(auto key, read_resume(body));
    MUSTER_CO_CHECK(co_await control_.resume(std::move(key)));
    co_return Value(Value::Map{});
  }

  Task<Result<Value>> reconcile(std::string body) {
    MUSTER_CO_TRY(const auto request, read_reconcile(body));
    const auto context = stopping_.within(clock_, request.limit);
    MUSTER_CO_CHECK(co_await control_.reconcile(context, request.wait));
    co_return Value(Value::Map{});
  }

  Task<Result<Value>> approve(std::string body) {
    MUSTER_CO_TRY(const auto hash, read_approve(body, control_.status()));
    MUSTER_CO_CHECK(co_await control_.approve(hash));
    co_return Value(Value::Map{{"plan", hash}});
  }

 private:
  net::Clock& clock_;
  DaemonControl& control_;
  net::Context stopping_;
};

Task<net::ServerReply> answer(std::shared_ptr<Questions> questions, Questions::Ask ask,
                              std::string body) {
  const auto result = co_await ((*questions).*ask)(std::move(body));
  net::ServerReply reply;
  reply.response = result ? json_reply(200, *result) : error_reply(result.error());
  co_return reply;
}

}  // namespace

std::vector<DaemonRoute> control_routes(net::Clock& clock, DaemonControl& control,
                                        net::Context stopping) {
  const auto questions = std::make_shared<Questions>(clock, control, std::move(stopping));
  std::vector<DaemonRoute> routes;
  const auto add = [&](std::string pattern, Questions::Ask ask) {
    routes.push_back({"POST", std::move(pattern), DaemonRoute::Access::token,
                      [questions, ask](net::HttpRequest request, const net::NamedValues&) {
                        return answer(questions, ask, std::move(request.body));
                      }});
  };
  add("/api/v1/suspend", &Questions::suspend);
  add("/api/v1/resume", &Questions::resume);
  add("/api/v1/reconcile", &Questions::reconcile);
  add("/api/v1/approve", &Questions::approve);
  return routes;
}

}  // namespace muster
