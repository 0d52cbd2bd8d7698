#include "api/sandbox/in_process.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

std::unexpected<Error> no_answer(const char* why) {
  return fail(Errc::unknown_outcome, why);
}

}  // namespace

net::Task<Result<net::HttpResponse>> InProcessTransport::send(net::Context context,
                                                              net::HttpRequest request) {
  if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted");
  const net::TimePoint sent = clock_.now();
  if (sent >= context.deadline()) co_return fail(Errc::timed_out, "no time left");
  const FaultDecision decision = faults_.next();

  // The request arrives after half of the latency, the answer after all of it.
  const net::TimePoint arrival = sent + decision.latency / 2;
  const net::TimePoint reached = std::min(arrival, context.deadline());
  co_await clock_.sleep_until(reached);
  if (arrival > context.deadline()) co_return no_answer("no answer in time");
  Delivery delivery = deliver(cloud_, decision, request, clock_.wall_now());

  net::TimePoint answered = sent + decision.latency;
  if (delivery.how == Delivery::How::slow) answered += faults_.options().slow_body;
  const net::TimePoint heard = std::min(answered, context.deadline());
  co_await clock_.sleep_until(heard);
  if (delivery.how == Delivery::How::lost) co_return no_answer("connection reset");
  if (delivery.how == Delivery::How::truncated) co_return no_answer("the answer was cut short");
  if (answered > context.deadline()) co_return no_answer("no answer in time");
  co_return std::move(delivery.response);
}

}  // namespace muster::sandbox
