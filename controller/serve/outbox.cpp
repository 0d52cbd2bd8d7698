#include "controller/serve/outbox.hpp"

#include "api/net/http_client.hpp"
#include "api/net/timeout.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace muster {
namespace {

constexpr Duration retry_after_max = std::chrono::hours(1);

Duration retry_after(const net::HttpResponse& answer) {
  const auto text = net::find_header(answer.headers, "Retry-After").value_or("");
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || seconds < 0)
    return Duration(0);
  const Duration most = retry_after_max;
  return std::min<Duration>(std::chrono::seconds(std::min<std::int64_t>(seconds, 1 << 20U)), most);
}

/// Why nothing came back; the error's own words may hold the host, which a URL may keep secret.
std::string reason_of(Errc code) {
  switch (code) {
    case Errc::connect_failed:
      return "cannot be reached";
    case Errc::tls_failed:
      return "shows a certificate that cannot be trusted";
    case Errc::unknown_outcome:
    case Errc::timed_out:
      return "does not answer in time";
    default:
      return "gives an answer that is no HTTP";
  }
}

}  // namespace

TransportFor http_transports(net::Clock& clock, net::EnvironmentLookup environment) {
  return [&clock, environment = std::move(environment)](
             const net::Url& url) -> Result<std::unique_ptr<net::Transport>> {
    net::HttpClientOptions options{.request_timeout = Outbox::send_limit,
                                   .body_bytes_max = std::size_t{1} << 20U,
                                   .idle_connections_max = 1};
    options.ca_file = environment("SSL_CERT_FILE").value_or("");
    MUSTER_TRY(options.proxy, net::proxy_for(url, environment));
    MUSTER_TRY(auto client, net::HttpClient::create(clock, url, std::move(options)));
    return client;
  };
}

Result<PostAddress> parse_post_address(const std::string& url) {
  const auto query = std::min(url.find('?'), url.size());
  const bool fit = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f; });
  auto server = net::parse_url(url.substr(0, query));
  if (!server || !fit || url.find('#') != std::string::npos)
    return fail(Errc::invalid_input, "is no http or https URL");
  const auto path = url.find('/', url.find("://") + 3);
  // As it was written: a slash at its end may matter.
  PostAddress address{.server = *std::move(server), .target = "/" + url.substr(query)};
  if (path < query) address.target = url.substr(path);
  return address;
}

Outbox::Outbox(net::Clock& clock, net::Random& random, std::unique_ptr<net::Transport> transport,
               std::string name, OnProblem on_problem)
    : clock_(clock),
      random_(random),
      transport_(std::move(transport)),
      name_(std::move(name)),
      on_problem_(std::move(on_problem)) {}

void Outbox::push(std::string key, net::HttpRequest request) {
  if (!key.empty())
    std::erase_if(waiting_, [&](const Item& item) { return !item.under_way && item.key == key; });
  while (waiting_.size() >= waiting_max) {
    waiting_.erase(waiting_.begin() + (waiting_.front().under_way ? 1 : 0));
    if (!std::exchange(dropped_, true))
      on_problem_(name_ + ": too many messages wait, the oldest are dropped");
  }
  waiting_.push_back({std::move(key), std::move(request)});
  wake_.notify();
}

void Outbox::close() {
  closed_ = true;
  wake_.notify();
}

Task<void> Outbox::wait_until(net::Context context, net::TimePoint due) {
  while (!ends(context) && clock_.now() < due) {
    auto woken = wake_.wait();
    co_await net::ends_within(clock_, std::move(woken), due - clock_.now());
  }
}

Task<void> Outbox::run(net::Context context) {
  const net::StopListener stop(context, [this] { wake_.notify(); });
  while (!ends(context)) {
    if (waiting_.empty()) {
      dropped_ = false;
      co_await wake_.wait();
    } else {
      co_await send_first(context);
    }
  }
}

Task<void> Outbox::send_first(net::Context context) {
  auto& first = waiting_.front();
  first.under_way = true;
  ++first.tries;
  const int tries = first.tries;
  auto request = first.request;
  const auto limit = context.within(clock_, send_limit);
  const auto answer = co_await transport_->send(limit, std::move(request));
  if (context.stop_requested()) co_return;
  std::string problem;
  Duration asked{0};
  const auto outcome = judge(answer, problem, asked);
  auto& sent = waiting_.front();
  sent.under_way = false;
  const bool give_up = outcome == Outcome::later && tries >= tries_max;
  if (outcome == Outcome::later && !give_up) {
    // A newer one of its kind makes this one useless.
    const auto again = std::ranges::count(waiting_, sent.key, &Item::key);
    if (!sent.key.empty() && again > 1) waiting_.pop_front();
    co_await wait_until(context, clock_.now() + std::max(pause_after(tries), asked));
    co_return;
  }
  if (give_up || outcome == Outcome::refused)
    on_problem_(name_ + " " + problem + "; a message was given up" +
                (give_up ? " after " + std::to_string(tries) + " tries" : ""));
  waiting_.pop_front();
}

Outbox::Outcome Outbox::judge(const Result<net::HttpResponse>& answer, std::string& problem,
                              Duration& asked) {
  constexpr int too_early = 425;
  if (!answer) {
    problem = reason_of(answer.error().code());
    const bool hopeless = answer.error().code() == Errc::invalid_input;
    return hopeless ? Outcome::refused : Outcome::later;
  }
  if (answer->status >= 200 && answer->status < 300) return Outcome::sent;
  problem = "answers with status " + std::to_string(answer->status);
  asked = retry_after(*answer);
  const bool passing = answer->status == 408 || answer->status == too_early ||
                       answer->status == 429 || answer->status >= 500;
  return passing ? Outcome::later : Outcome::refused;
}

/// Doubled with each try, and anywhere in the upper half of that, so that many do not come back at
/// one time.
Duration Outbox::pause_after(int tries) {
  Duration pause = pause_base;
  for (int i = 1; i < tries && pause < pause_max; ++i) pause *= 2;
  pause = std::min<Duration>(pause, pause_max);
  const auto half = static_cast<std::uint64_t>(pause.count() / 2);
  return Duration(static_cast<std::int64_t>(half + random_.below(half + 1)));
}

}  // namespace muster
