#include "controller/serve/api_reply.hpp"
#include "controller/serve/control_requests.hpp"
#include "controller/serve/daemon_route.hpp"
#include "controller/serve/event_stream.hpp"
#include "controller/serve/health.hpp"
#include "controller/serve/metrics.hpp"
#include "controller/serve/status_documents.hpp"
#include "controller/serve/status_page.hpp"

#include <charconv>
#include <memory>
#include <optional>
#include <utility>

namespace muster {
namespace {

using Request = net::HttpRequest;
using Params = net::NamedValues;

/// The rest of the server's connections stay free for everybody else.
constexpr std::size_t streams_max = 64;

std::optional<std::uint64_t> read_count(std::string_view text) {
  std::uint64_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return count;
}

net::HttpResponse health_reply(const Result<void>& healthy) {
  return healthy ? text_reply(200, "ok") : text_reply(503, healthy.error().text());
}

net::HttpResponse page(const DaemonStatus& status, Timestamp now) {
  auto healthy = check_live(status, now);
  if (healthy) healthy = check_ready(status);
  return page_reply(render_status_page(status, healthy ? "" : healthy.error().text(), now));
}

net::HttpResponse resources(const DaemonStatus& status, const Request& request,
                            const Params& params) {
  const auto* word = net::find_value(params, "kind");
  const auto* name = net::find_value(params, "name");
  if (word == nullptr) return document_reply(request, resources_document(status, std::nullopt));
  const auto kind = parse_enum<Kind>(*word);
  if (!kind) return error_reply(404, "not_found", "there is no kind " + *word);
  if (name == nullptr) return document_reply(request, resources_document(status, kind));
  const ResourceKey key{*kind, *name};
  const auto found = status.resources.find(key);
  if (found == status.resources.end())
    return error_reply(404, "not_found", "there is no " + to_string(key) + " in this project");
  return document_reply(request, resource_document(status, found->second));
}

net::HttpResponse plans(const DaemonStatus& status, const Request& request, const Params& params) {
  const auto* hash = net::find_value(params, "hash");
  if (hash == nullptr) return document_reply(request, plans_document(status));
  const auto plan = find_plan(status, *hash);
  return plan ? document_reply(request, plan_document(**plan)) : error_reply(plan.error());
}

/// One open stream, counted as long as it lives; it may outlive the server.
class CountedStream {
 public:
  CountedStream(std::shared_ptr<std::size_t> open, const EventStream& events)
      : open_(std::move(open)), events_(events) {
    ++*open_;
  }
  ~CountedStream() { --*open_; }
  CountedStream(const CountedStream&) = delete;
  CountedStream& operator=(const CountedStream&) = delete;

  Task<std::optional<std::string>> next(net::Context context) {
    return events_.next(std::move(context));
  }

 private:
  std::shared_ptr<std::size_t> open_;
  EventStream events_;
};

/// /api/v1/events: a document, or a stream for those who accept one.
class Events {
 public:
  Events(net::Clock& clock, DaemonControl& control) : clock_(clock), control_(control) {}

  Task<net::ServerReply> answer(Request request) const { co_return reply_to(request); }

 private:
  net::ServerReply reply_to(const Request& request) const {
    const auto& status = control_.status();
    const auto query = net::parse_query(request.target);
    std::optional<std::uint64_t> since;
    if (const auto* text = net::find_value(query, "since")) {
      since = read_count(*text);
      if (!since)
        return whole(error_reply(400, "invalid_input", "since has to be the number of an event"));
    }
    const auto accepted = net::find_header(request.headers, "Accept").value_or("");
    if (accepted.find("text/event-stream") == std::string_view::npos)
      return whole(document_reply(request, events_document(status, since.value_or(0))));
    if (const auto last = net::find_header(request.headers, "Last-Event-ID"))
      since = event_seen(*last, status.started_at);
    const auto newest = status.events.empty() ? 0 : status.events.back().number;
    return stream(since.value_or(newest));
  }

  static net::ServerReply whole(net::HttpResponse response) {
    net::ServerReply reply;
    reply.response = std::move(response);
    return reply;
  }

  net::ServerReply stream(std::uint64_t since) const {
    if (*open_ >= streams_max)
      return whole(error_reply(503, "unavailable", "too many streams are open; try again later"));
    auto reply = whole({200,
                        {{"Content-Type", "text/event-stream"},
                         {"Cache-Control", "no-store"},
                         {"X-Accel-Buffering", "no"}},
                        {}});
    const auto stream =
        std::make_shared<CountedStream>(open_, EventStream(clock_, control_, since));
    reply.next_piece = [stream](net::Context context) { return stream->next(std::move(context)); };
    return reply;
  }

  net::Clock& clock_;
  DaemonControl& control_;
  std::shared_ptr<std::size_t> open_ = std::make_shared<std::size_t>(0);
};

net::HttpResponse metrics(const DaemonStatus& status, CycleHistogram& cycles,
                          const std::string& version) {
  cycles.take(status.counters);
  return {200,
          {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
          render_metrics(status, cycles, version)};
}

}  // namespace

std::vector<DaemonRoute> read_routes(net::Clock& clock, DaemonControl& control,
                                     std::string version) {
  std::vector<DaemonRoute> routes;
  const auto add = [&routes](std::string pattern, DaemonRoute::Access access, auto read) {
    routes.push_back({"GET", std::move(pattern), access,
                      [read = std::move(read)](const Request& request, const Params& params) {
                        return at_once(read(request, params));
                      }});
  };
  auto* watch = &clock;
  auto* daemon = &control;
  add("/livez", DaemonRoute::Access::everybody, [watch, daemon](const Request&, const Params&) {
    return health_reply(check_live(daemon->status(), watch->wall_now()));
  });
  add("/readyz", DaemonRoute::Access::everybody, [daemon](const Request&, const Params&) {
    return health_reply(check_ready(daemon->status()));
  });
  const auto cycles = std::make_shared<CycleHistogram>();
  add("/metrics", DaemonRoute::Access::everybody,
      [daemon, cycles, version = std::move(version)](const Request&, const Params&) {
        return metrics(daemon->status(), *cycles, version);
      });
  add("/", DaemonRoute::Access::same_machine, [watch, daemon](const Request&, const Params&) {
    return page(daemon->status(), watch->wall_now());
  });
  add("/api/v1/projects", DaemonRoute::Access::token,
      [daemon](const Request& request, const Params&) {
        return document_reply(request, projects_document(daemon->status()));
      });
  for (const auto* pattern :
       {"/api/v1/resources", "/api/v1/resources/{kind}", "/api/v1/resources/{kind}/{name}"})
    add(pattern, DaemonRoute::Access::token,
        [daemon](const Request& request, const Params& params) {
          return resources(daemon->status(), request, params);
        });
  for (const auto* pattern : {"/api/v1/plans", "/api/v1/plans/{hash}"})
    add(pattern, DaemonRoute::Access::token,
        [daemon](const Request& request, const Params& params) {
          return plans(daemon->status(), request, params);
        });
  add("/api/v1/schedules", DaemonRoute::Access::token,
      [daemon](const Request& request, const Params&) {
        return document_reply(request, schedules_document(daemon->status()));
      });
  const auto events = std::make_shared<Events>(clock, control);
  routes.push_back(
      {"GET", "/api/v1/events", DaemonRoute::Access::token,
       [events](Request request, const Params&) { return events->answer(std::move(request)); }});
  return routes;
}

}  // namespace muster
