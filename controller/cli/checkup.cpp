#include "controller/cli/checkup.hpp"

#include "api/errors.hpp"
#include "controller/cli/exit_code.hpp"
#include "diff/plan_words.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace muster::cli {
namespace {

constexpr const char* connection_check = "connection";
constexpr const char* clock_check = "clock";
constexpr Duration skew_max = std::chrono::minutes(1);

std::string word(Health health) {
  switch (health) {
    case Health::ok:
      return "ok";
    case Health::note:
      return "note";
    case Health::problem:
      return "PROBLEM";
    case Health::skipped:
      return "skipped";
  }
  return "?";
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

bool is_success(int status) {
  return status >= 200 && status < 300;
}

bool is_json(const std::string& body) {
  return nlohmann::json::accept(body);
}

Check judge_connection(const net::HttpResponse& answer) {
  const auto status = std::to_string(answer.status);
  if (answer.status == 404)
    return problem(connection_check, "the server knows no such path (404)",
                   "see that the endpoint ends as the API wants it, such as .../api");
  if (answer.status >= 300 && answer.status < 400)
    return problem(connection_check, "the server redirects elsewhere (" + status + ")",
                   "set the endpoint to the address it redirects to");
  if (answer.status >= 500)
    return problem(connection_check, "the server answers with " + status, "try again later");
  if (is_success(answer.status) && !is_json(answer.body))
    return problem(connection_check,
                   "the answer is " + api::describe_body(answer.body) + " and not the API's",
                   "see that the endpoint is the address of the API and nothing stands in between");
  return well(connection_check, "the server answers");
}

Check judge_key(const net::HttpResponse& answer) {
  if (answer.status == 401 || answer.status == 403)
    return problem(key_check, "the API refuses it (" + std::to_string(answer.status) + ")",
                   "set MUSTER_API_KEY, or the file that MUSTER_API_KEY_FILE names, to a key of "
                   "this account");
  if (is_success(answer.status) && is_json(answer.body)) return well(key_check, "accepted");
  return skipped(key_check, "not checked: the answer says nothing of it");
}

Check judge_clock(const net::HttpResponse& answer, Timestamp now) {
  const auto header = net::find_header(answer.headers, "Date");
  const auto date = header ? api::parse_http_date(*header) : std::nullopt;
  if (!date) return skipped(clock_check, "not checked: the server does not tell its time");
  const Duration ahead = now - *date;
  const auto rough = format_duration(
      std::chrono::floor<std::chrono::seconds>(ahead < Duration(0) ? -ahead : ahead));
  if (ahead > skew_max || ahead < -skew_max)
    return problem(
        clock_check,
        "it is " + rough + (ahead > Duration(0) ? " ahead of" : " behind") + " the server's",
        "set it by NTP: leases, schedules and certificates depend on it");
  return well(clock_check, "as the server's, within " + format_duration(skew_max));
}

}  // namespace

Check well(std::string name, std::string finding) {
  return {std::move(name), Health::ok, std::move(finding), {}};
}
Check note(std::string name, std::string finding, std::string advice) {
  return {std::move(name), Health::note, std::move(finding), std::move(advice)};
}
Check problem(std::string name, std::string finding, std::string advice) {
  return {std::move(name), Health::problem, std::move(finding), std::move(advice)};
}
Check skipped(std::string name, std::string finding) {
  return {std::move(name), Health::skipped, std::move(finding), {}};
}

std::string checks_text(const Checks& checks) {
  constexpr std::size_t health_width = 9;
  std::size_t width = 0;
  for (const auto& check : checks) width = std::max(width, check.name.size() + 2);
  std::string text;
  for (const auto& check : checks) {
    text += padded(word(check.health), health_width) + padded(check.name, width) +
            printable(check.finding) + "\n";
    if (!check.advice.empty())
      text += std::string(health_width + width, ' ') + "-> " + printable(check.advice) + "\n";
  }
  const auto problems = std::ranges::count(checks, Health::problem, &Check::health);
  if (problems == 0) return text + "\nAll is well.\n";
  return text + "\n" + std::to_string(problems) + (problems == 1 ? " problem.\n" : " problems.\n");
}

Value checks_value(const Checks& checks) {
  Value::List list;
  for (const auto& check : checks)
    list.emplace_back(Value::Map{
        {"name", check.name},
        {"health", check.health == Health::problem ? std::string("problem") : word(check.health)},
        {"finding", check.finding},
        {"advice", check.advice}});
  return Value::Map{{"healthy", exit_code_of(checks) == exit_ok}, {"checks", std::move(list)}};
}

int exit_code_of(const Checks& checks) {
  int code = exit_ok;
  for (const auto& check : checks) {
    if (check.health != Health::problem) continue;
    if (check.name == key_check) return exit_authentication;
    code = exit_error;
  }
  return code;
}

Checks judge_answer(const Result<net::HttpResponse>& answer, bool with_key, Timestamp now) {
  Checks checks;
  if (!answer) {
    const bool unreachable = answer.error().code() != Errc::tls_failed;
    checks.push_back(problem(connection_check, answer.error().text(),
                             unreachable ? "see that the endpoint is right, and HTTPS_PROXY, "
                                           "HTTP_PROXY and NO_PROXY as this network wants them"
                                         : ""));
    if (with_key) checks.push_back(skipped(key_check, "not checked: there is no connection"));
    checks.push_back(skipped(clock_check, "not checked: there is no connection"));
    return checks;
  }
  checks.push_back(judge_connection(*answer));
  if (with_key) checks.push_back(judge_key(*answer));
  checks.push_back(judge_clock(*answer, now));
  return checks;
}

}  // namespace muster::cli
