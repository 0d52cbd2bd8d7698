#include "controller/serve/notifier.hpp"

#include "api/net/task_group.hpp"
#include "controller/serve/status_documents.hpp"
#include "model/digest.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t slack_text_max = 3000;

std::string id_of(const StatusEvent& event) {
  constexpr std::size_t digits = 32;
  return sha256_hex(format_timestamp(event.at) + std::to_string(event.number) +
                    to_string(event.key) + event.reason)
      .substr(0, digits);
}

std::string generic_body(const StatusEvent& event, const DaemonStatus& status) {
  auto document = event_document(status, event);
  if (auto* members = document.edit<Value::Map>()) {
    members->emplace(members->begin(), "project", status.project);
    members->emplace(members->begin(), "id", id_of(event));
  }
  return to_json(document);
}

/// Slack's three characters that mean something.
std::string slack_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

/// Not through the middle of a character.
std::string cut(std::string text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0U) == 0x80U)
    --bytes_max;
  text.resize(bytes_max);
  return text + "...";
}

std::string slack_body(const StatusEvent& event, const DaemonStatus& status) {
  constexpr std::size_t short_digits = 8;
  const bool warns = event.severity == EventSeverity::warning;
  std::string text = warns ? ":warning:" : ":white_check_mark:";
  if (!status.project.empty()) text += " *" + slack_escaped(status.project) + "*";
  if (event.key.kind != Kind::project) text += " " + slack_escaped(to_string(event.key));
  text +=
      ": " + slack_escaped(event.reason) + "\n" + slack_escaped(cut(event.message, slack_text_max));
  if (!event.revision.empty())
    text += "\nrevision " +
            slack_escaped(event.revision.substr(event.revision.find(':') + 1, short_digits));
  return to_json(Value::Map{{"text", text}});
}

}  // namespace

/// A target and what waits for it.
struct Notifier::Receiver {
  NotificationTarget target;
  std::string path;
  std::unique_ptr<Outbox> outbox;
  bool running = false;

  net::HttpRequest request_for(const StatusEvent& event, const DaemonStatus& status) const {
    net::HttpRequest request{.method = "POST", .target = path};
    request.headers = {{"Content-Type", "application/json"}};
    if (target.format == NotificationFormat::slack) {
      request.body = slack_body(event, status);
      return request;
    }
    request.body = generic_body(event, status);
    request.headers.emplace_back("X-Muster-Event", event.reason);
    request.headers.emplace_back("X-Muster-Delivery", id_of(event));
    if (target.secret)
      request.headers.emplace_back("X-Muster-Signature-256",
                                   "sha256=" + hmac_sha256_hex(target.secret->text, request.body));
    return request;
  }
};

Notifier::Notifier(net::Clock& clock, net::Random& random, TransportFor transports,
                   OnProblem on_problem)
    : clock_(clock),
      random_(random),
      transports_(std::move(transports)),
      on_problem_(std::move(on_problem)) {}

Notifier::~Notifier() = default;

std::shared_ptr<Notifier::Receiver> Notifier::open(const NotificationTarget& target,
                                                   std::size_t number) {
  const auto name =
      "notification " + std::to_string(number) + " (" + std::string(to_string(target.format)) + ")";
  auto address = parse_post_address(target.url.text);
  auto transport = address ? transports_(address->server)
                           : Result<std::unique_ptr<net::Transport>>(fail(address.error()));
  if (!transport) {
    // The words of other errors may hold the host, which is a part of the secret URL.
    on_problem_(name + (address ? " cannot be sent from here: see the proxy and SSL_CERT_FILE"
                                : " is not sent: its url " + address.error().message()));
    return nullptr;
  }
  auto receiver = std::make_shared<Receiver>();
  receiver->target = target;
  receiver->path = std::move(address->target);
  receiver->outbox =
      std::make_unique<Outbox>(clock_, random_, *std::move(transport), name, on_problem_);
  return receiver;
}

void Notifier::set_targets(const std::vector<NotificationTarget>& targets) {
  std::vector<std::shared_ptr<Receiver>> next;
  std::size_t number = 0;
  for (const auto& target : targets) {
    ++number;
    const auto known = std::ranges::find_if(
        receivers_, [&](const auto& receiver) { return receiver->target == target; });
    if (known != receivers_.end()) {
      next.push_back(*known);
      receivers_.erase(known);
    } else if (auto receiver = open(target, number)) {
      next.push_back(std::move(receiver));
    }
  }
  for (const auto& gone : receivers_) gone->outbox->close();
  receivers_ = std::move(next);
  changed_.notify();
}

bool Notifier::is_news(const StatusEvent& event) {
  const auto now = clock_.wall_now();
  const auto [last, first_time] = told_.try_emplace({event.key, event.revision, event.reason}, now);
  if (!first_time && now - last->second < told_again_after) return false;
  last->second = now;
  if (told_.size() > told_max)
    std::erase_if(told_,
                  [now](const auto& entry) { return now - entry.second >= told_again_after; });
  if (told_.size() > told_max)
    told_.erase(std::ranges::min_element(told_, {}, [](const auto& e) { return e.second; }));
  return true;
}

void Notifier::tell(const StatusEvent& event, const DaemonStatus& status) {
  if (receivers_.empty() || !is_news(event)) return;
  for (const auto& receiver : receivers_)
    receiver->outbox->push("", receiver->request_for(event, status));
}

namespace {

/// Keeps the receiver for as long as it sends.
template <class Receiver>
Task<void> keep_notifying(std::shared_ptr<Receiver> receiver, net::Context context) {
  co_await receiver->outbox->run(context);
  receiver->running = false;
}

}  // namespace

Task<void> Notifier::run(net::Context context) {
  const net::StopListener stop(context, [this] { changed_.notify(); });
  auto group = co_await net::TaskGroup::open();
  while (!context.stop_requested()) {
    for (const auto& receiver : receivers_)
      if (!std::exchange(receiver->running, true)) group.spawn(keep_notifying(receiver, context));
    co_await changed_.wait();
  }
  co_await group.join();
}

}  // namespace muster
