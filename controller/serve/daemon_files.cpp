#include "controller/serve/daemon_files.hpp"

#include "api/net/secret_text.hpp"
#include "controller/source/project_folder.hpp"
#include "controller/source/write_file.hpp"
#include "model/value.hpp"

#include <optional>
#include <system_error>

namespace muster {
namespace {

namespace fs = std::filesystem;

constexpr const char* token_file = "daemon.token";
constexpr const char* place_file = "daemon.json";
constexpr std::size_t token_letters = 64;

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return text;
}

bool is_private(const fs::path& file) {
  std::error_code error;
  const auto others = fs::perms::group_all | fs::perms::others_all;
  const auto permissions = fs::status(file, error).permissions();
  return !error && (permissions & others) == fs::perms::none;
}

Error no_daemon() {
  return {Errc::not_found, "no daemon runs for this project: `muster run` starts one"};
}

}  // namespace

Result<std::string> take_token(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(Errc::io, "cannot make " + folder.string() + ": " + error.message());
  const auto file = folder / token_file;
  if (is_private(file)) {
    const auto kept = read_text_file(file);
    if (kept && trimmed(*kept).size() == token_letters) return trimmed(*kept);
  }
  fs::remove(file, error);  // write_file would keep its permissions
  auto token = net::make_secret();
  MUSTER_CHECK(write_file(file, token + "\n", Access::only_owner));
  return token;
}

Result<void> publish_place(const fs::path& folder, const DaemonPlace& place) {
  const Value document = Value::Map{{"url", place.url}, {"process", place.process}};
  return write_file(folder / place_file, to_json(document) + "\n");
}

void withdraw_place(const fs::path& folder, std::int64_t process) {
  const auto place = find_place(folder);
  std::error_code ignored;
  if (place && place->process == process) fs::remove(folder / place_file, ignored);
}

Result<DaemonPlace> find_place(const fs::path& folder) {
  const auto file = folder / place_file;
  const auto text = read_text_file(file);
  if (!text && text.error().code() == Errc::not_found) return std::unexpected(no_daemon());
  if (!text) return std::unexpected(text.error());
  const auto document = value_from_json(*text);
  const auto* url = document ? document->find("url") : nullptr;
  const auto* process = document ? document->find("process") : nullptr;
  const auto* where = url != nullptr ? url->get_if<std::string>() : nullptr;
  const auto* id = process != nullptr ? process->get_if<std::int64_t>() : nullptr;
  if (where == nullptr || id == nullptr)
    return fail(Errc::corrupt, file.string() +
                                   " does not say where the daemon is: stop the daemon "
                                   "if one runs, delete the file, start it again");
  return DaemonPlace{*where, *id};
}

Result<std::string> read_token(const fs::path& folder) {
  const auto file = folder / token_file;
  auto text = read_text_file(file);
  if (text) return trimmed(*std::move(text));
  if (text.error().code() == Errc::not_found) return std::unexpected(no_daemon());
  return fail(Errc::io,
              "the daemon's token cannot be read, which only the user who runs the daemon "
              "may: " +
                  text.error().text());
}

}  // namespace muster
