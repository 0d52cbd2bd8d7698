#include "api/routes.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/plain_lines.hpp"
#include "controller/cli/show_answer.hpp"
#include "controller/source/project_folder.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace muster::cli {
namespace {

struct ApiFlags {
  std::string method;
  std::string path;
  std::optional<std::string> data;
  std::vector<std::string> query;
  bool include = false;
  bool auto_approve = false;
};

/// Some questions are asked with POST.
bool only_asks(const ApiFlags& flags) {
  const auto path = flags.path.substr(0, flags.path.find('?'));
  return flags.method == "GET" ||
         std::ranges::any_of(api::standard_routes(), [&](const api::RouteRow& route) {
           return route.effect == api::Effect::reads && route.method == flags.method &&
                  route.path == path;
         });
}

Result<std::string> with_query(const ApiFlags& flags) {
  std::string path = flags.path;
  for (const auto& pair : flags.query) {
    const auto sign = pair.find('=');
    if (sign == std::string::npos || sign == 0)
      return fail(Errc::invalid_input, "--query wants NAME=VALUE, not \"" + pair + "\"");
    path += path.find('?') == std::string::npos ? '?' : '&';
    path += net::percent_encode(pair.substr(0, sign)) + "=" +
            net::percent_encode(pair.substr(sign + 1));
  }
  return path;
}

/// The body as it is sent. It is not quoted in errors: it may hold a secret.
Result<std::string> read_data(const ApiFlags& flags) {
  if (!flags.data) return std::string();
  if (flags.method == "GET")
    return fail(Errc::invalid_input, "GET has no body: give --query instead of --data");
  std::string text = *flags.data;
  if (text == "-") {
    text = read_input();
  } else if (text.starts_with('@')) {
    MUSTER_TRY(text, read_text_file(text.substr(1)));
  }
  if (nlohmann::json::accept(text)) return text;
  return fail(Errc::invalid_input, "--data is not JSON");
}

/// Empty: go ahead.
std::optional<int> ask_first(const ApiFlags& flags) {
  if (flags.auto_approve || only_asks(flags)) return std::nullopt;
  if (!input_is_terminal())
    return give_up(Error(Errc::invalid_input, "there is no terminal to ask on, and " +
                                                  flags.method +
                                                  " may change something: give --auto-approve"));
  print("Send " + plain_lines(flags.method + " " + flags.path) +
        "? It may change the account, past all plans. Only \"yes\" goes ahead: ");
  if (read_line() == "yes") return std::nullopt;
  print("Cancelled; nothing was sent.\n");
  return exit_error;
}

void show(const api::RawAnswer& answer, bool include) {
  std::string text;
  if (include) {
    text += "HTTP " + std::to_string(answer.status) + "\n";
    for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\n";
    text += "\n";
  }
  text += answer.body;
  if (!text.empty() && !text.ends_with('\n')) text += "\n";
  print(output_is_terminal() ? plain_lines(text) : text);
}

int run_api(const CommonOptions& common, const ApiFlags& flags) {
  const auto path = with_query(flags);
  if (!path) return give_up(path.error());
  const auto body = read_data(flags);
  if (!body) return give_up(body.error());
  if (const auto refused = ask_first(flags)) return *refused;
  const auto answer = ask_account(common, [&](api::Client& client) {
    return client.raw(net::Context(), flags.method, *path, *body);
  });
  if (!answer) return give_up(answer.error());
  show(*answer, flags.include);
  if (answer->status < 400) return exit_ok;
  print_error("muster: error: the answer is " + std::to_string(answer->status) + "\n");
  return answer->status == 401 || answer->status == 403 ? exit_authentication : exit_error;
}

}  // namespace

void add_api(Verbs& verbs) {
  const auto flags = std::make_shared<ApiFlags>();
  auto& verb = verbs.add("api", "Any call of the API, with the key; prints what is answered",
                         "muster api GET /volumes/ --query tier=legacy",
                         [flags](const CommonOptions& common) { return run_api(common, *flags); });
  verbs.with_account(verb);
  verb.add_option("METHOD", flags->method, "GET, POST, PUT, PATCH or DELETE")
      ->type_name("")
      ->required()
      ->transform(CLI::IsMember({"GET", "POST", "PUT", "PATCH", "DELETE"}, CLI::ignore_case));
  verb.add_option("PATH", flags->path, "Below the endpoint, with its trailing slash: /volumes/")
      ->type_name("")
      ->required();
  verb.add_option("--data", flags->data, "The body: JSON, @FILE, or - for standard input")
      ->type_name("JSON|@FILE|-");
  verb.add_option("--query", flags->query, "A parameter, as NAME=VALUE; may be repeated")
      ->type_name("NAME=VALUE")
      ->take_all();
  verb.add_flag("-i,--include", flags->include, "Print the status and the headers too");
  verb.add_flag("--auto-approve", flags->auto_approve,
                "Do not ask before what may change something");
}

}  // namespace muster::cli
