#include "controller/cli/sandbox_options.hpp"

#include "controller/source/project_folder.hpp"

#include <charconv>
#include <sstream>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// "1000" or "12.50", in hundredths.
Result<std::int64_t> parse_credit(const std::string& text) {
  const auto point = text.find('.');
  auto digits = text.substr(0, point);
  auto cents = point == std::string::npos ? std::string() : text.substr(point + 1);
  const auto wrong = fail(Errc::invalid_input,
                          "--credit wants an amount such as 250 or 12.50, not \"" + text + "\"");
  if (digits.empty() || cents.size() > 2 || (point != std::string::npos && cents.empty()))
    return wrong;
  cents.resize(2, '0');
  digits += cents;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 0) return wrong;
  return value;
}

/// Lines of REGION MODEL GPUS; blank lines and lines from # on are left out.
Result<std::vector<sandbox::StockLevel>> read_stock(const std::string& file) {
  MUSTER_TRY(const auto text, read_text_file(file));
  std::vector<sandbox::StockLevel> stock;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line.resize(std::min(line.find('#'), line.size()));
    std::istringstream words(line);
    sandbox::StockLevel level;
    std::string rest;
    if (!(words >> level.region)) continue;
    if (!(words >> level.gpu_model >> level.gpus) || level.gpus < 0 || (words >> rest))
      return fail(Errc::invalid_input, file + ":" + std::to_string(number) +
                                           ": a line of the stock file is REGION MODEL GPUS, "
                                           "such as CANADA-1 RTX-A6000 8");
    stock.push_back(std::move(level));
  }
  return stock;
}

Result<Duration> parse_lag(const std::string& text) {
  const auto lag = parse_duration(text);
  if (!lag)
    return fail(Errc::invalid_input,
                "--list-lag wants a duration such as 5s, not \"" + text + "\"");
  return *lag;
}

}  // namespace

void add_sandbox_options(CLI::App& verb, SandboxFlags& flags) {
  verb.add_option("--port", flags.port, "Loopback port; 0 picks a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  verb.add_option("--state", flags.state, "File that keeps everything across restarts")
      ->type_name("FILE");
  verb.add_option("--record", flags.record,
                  "Add every call and its answer to FILE, one JSON object a line")
      ->type_name("FILE");
  verb.add_option("--seed", flags.seed, "Same seed and same calls, same answers")
      ->capture_default_str();
  verb.add_option("--latency", flags.latency, "Of each answer: 20ms, or a range 20ms..200ms")
      ->type_name("DURATION[..DURATION]");
  verb.add_option(
          "--fault", flags.faults,
          "Misbehave at random: rate-limit, error-500, error-503, reset-before, reset-after, slow, "
          "truncate; may be repeated")
      ->type_name("KIND=PROBABILITY")
      ->take_all();
  verb.add_option("--time-scale", flags.time_scale,
                  "Transitions and billing run so many times as fast")
      ->check(CLI::Range(0.001, 1'000'000.0))
      ->capture_default_str();
  verb.add_option("--credit", flags.credit, "Prepaid credit of the account")->capture_default_str();
  verb.add_option("--currency", flags.currency, "Of the credit and of what is billed")
      ->check(CLI::IsMember({"USD", "EUR", "INR"}))
      ->capture_default_str();
  verb.add_option("--stock", flags.stock, "File with lines of REGION MODEL GPUS, or \"unlimited\"")
      ->type_name("FILE|unlimited");
  verb.add_option("--api-key", flags.api_key, "The only key accepted; without it any key is");
  verb.add_option("--list-lag", flags.list_lag, "Lists show changes so much later")
      ->capture_default_str();
  verb.add_option("--rate-limit", flags.rate_limit,
                  "Calls a minute, then 429 until it is over; 0 is no limit")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  verb.add_option("--attach", flags.attach,
                  "Whether attaching a firewall replaces the set of machines")
      ->check(CLI::IsMember({"replace", "additive"}))
      ->capture_default_str();
}

Result<sandbox::ServerOptions> sandbox_options(const SandboxFlags& flags) {
  sandbox::ServerOptions server;
  server.port = static_cast<std::uint16_t>(flags.port);
  if (!flags.state.empty()) server.state_file = flags.state;
  if (!flags.record.empty()) server.record_file = flags.record;
  if (!flags.latency.empty()) MUSTER_CHECK(sandbox::parse_latency(flags.latency, server.faults));
  for (const auto& fault : flags.faults) MUSTER_CHECK(sandbox::parse_fault(fault, server.faults));
  server.cloud.seed = flags.seed;
  server.cloud.time_scale = flags.time_scale;
  server.cloud.calls_per_minute = flags.rate_limit;
  server.cloud.currency = flags.currency;
  server.cloud.stock_unlimited = flags.stock == "unlimited";
  if (!flags.stock.empty() && flags.stock != "unlimited") {
    MUSTER_TRY(server.cloud.stock, read_stock(flags.stock));
  }
  if (!flags.api_key.empty()) server.cloud.api_key = flags.api_key;
  MUSTER_TRY(server.cloud.credit_cents, parse_credit(flags.credit));
  MUSTER_TRY(server.cloud.list_lag, parse_lag(flags.list_lag));
  if (flags.attach == "additive") server.cloud.attach = sandbox::AttachSemantics::additive;
  MUSTER_CHECK(sandbox::check_options(server.cloud));
  return server;
}

}  // namespace muster::cli
