#include "controller/cli/watch.hpp"

#include "api/retry.hpp"
#include "controller/cli/console.hpp"

#include <optional>
#include <utility>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

constexpr Duration interval_min = std::chrono::seconds(1);
constexpr const char* clear_terminal = "\x1b[H\x1b[2J\x1b[3J";

/// A look that fails so may succeed later on.
bool may_pass(Errc code) {
  switch (code) {
    case Errc::rate_limited:
    case Errc::unavailable:
    case Errc::connect_failed:
    case Errc::unknown_outcome:
    case Errc::timed_out:
    case Errc::protocol:
      return true;
    default:
      return false;
  }
}

/// What is on the screen, or was printed last.
class Screen {
 public:
  explicit Screen(Format format) : format_(format) {}

  void show(const std::string& text) {
    if (shown_ && *shown_ == text) return;
    print(before() + text);
    shown_ = text;
  }

 private:
  std::string before() const {
    if (output_is_terminal()) return clear_terminal;
    if (!shown_) return "";
    return format_ == Format::yaml ? "---\n" : format_ == Format::json ? "" : "\n";
  }

  Format format_;
  std::optional<std::string> shown_;
};

}  // namespace

void add_watch_options(CLI::App& verb, WatchFlags& flags) {
  auto* watch = verb.add_flag("-w,--watch", flags.watch,
                              "Look again and again, and show what changed; Ctrl-C ends it");
  verb.add_option("--interval", flags.interval, "Between two looks of --watch; at least 1s")
      ->type_name("DURATION")
      ->needs(watch)
      ->capture_default_str();
}

Result<Duration> watch_interval(const WatchFlags& flags) {
  const auto interval = parse_duration(flags.interval);
  if (!interval)
    return fail(Errc::invalid_input,
                "--interval wants a duration such as 5s or 1m, not \"" + flags.interval + "\"");
  if (*interval < interval_min)
    return fail(Errc::invalid_input, "--interval is at least 1s: the API counts every call");
  return *interval;
}

Task<Result<void>> watch(net::Context context, net::Clock& clock, Duration interval, Format format,
                         Look look) {
  Screen screen(format);
  std::string told;
  for (;;) {
    const auto next = clock.now() + interval;
    auto seen = co_await look(context);
    if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted");
    if (seen) {
      told.clear();
      screen.show(*seen);
    } else if (!may_pass(seen.error().code())) {
      co_return fail(std::move(seen).error());
    } else if (const std::string problem(to_string(seen.error().code())); told != problem) {
      told = problem;
      print_error("muster: note: " + seen.error().text() + "; looking again\n");
    }
    MUSTER_CO_CHECK(co_await api::pause_until(clock, context, next));
  }
}

}  // namespace muster::cli
