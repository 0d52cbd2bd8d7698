#include "tests/e2e/support/world.hpp"

#include "api/net/event_loop.hpp"
#include "api/net/http_client.hpp"
#include "api/net/real_clock.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace muster::e2e {
namespace {

std::filesystem::path make_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "muster e2e XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

}  // namespace

EndToEnd::EndToEnd() : folder(make_folder()) {
  environment = {
      {"PATH", "/usr/bin:/bin"}, {"HOME", folder.string()}, {"MUSTER_API_KEY", "test-key"}};
  for (const auto* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
    if (const char* value = std::getenv(name); value != nullptr) environment[name] = value;
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\n"
        "spec: {api: {callsPerMinute: 0, pollInterval: 20ms}}\n");
}

EndToEnd::~EndToEnd() {
  sandbox_.reset();
  std::filesystem::remove_all(folder);
}

void EndToEnd::start_sandbox(std::vector<std::string> flags) {
  stop_sandbox();
  // Another test holds what is recorded against the contract.
  const auto record = std::filesystem::path(MUSTER_RECORDED_ANSWERS) /
                      (folder.filename().string() + "-" + std::to_string(++started_) + ".jsonl");
  std::filesystem::create_directories(record.parent_path());
  std::vector<std::string> arguments = {MUSTER_BINARY, "sandbox",  "--port",
                                        "0",           "--record", record.string()};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  sandbox_ = std::make_unique<Process>(arguments, folder, environment);
  const std::string mark = "listening on ";
  ASSERT_TRUE(sandbox_->wait_for_output("\n")) << sandbox_->wait().err;
  const auto start = sandbox_->out().find(mark);
  ASSERT_NE(start, std::string::npos) << sandbox_->out();
  endpoint = sandbox_->out().substr(start + mark.size());
  endpoint = endpoint.substr(0, endpoint.find_first_of(" \n"));
  environment["MUSTER_ENDPOINT"] = endpoint;
}

void EndToEnd::write(const std::string& file, const std::string& text) {
  const auto path = folder / file;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void EndToEnd::remove(const std::string& file) {
  std::filesystem::remove(folder / file);
}

std::unique_ptr<Process> EndToEnd::start_muster(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), MUSTER_BINARY);
  return std::make_unique<Process>(arguments, folder, environment);
}

Finished EndToEnd::muster(std::vector<std::string> arguments) {
  return start_muster(std::move(arguments))->wait();
}

Finished EndToEnd::apply_and_settle() {
  auto applied = muster({"apply", "--auto-approve"});
  EXPECT_EQ(applied.exit, 0) << applied.out << applied.err;
  const auto second = muster({"plan", "--detailed-exitcode"});
  EXPECT_EQ(second.exit, 0) << "the second plan is not empty:\n" << second.out << second.err;
  return applied;
}

nlohmann::json EndToEnd::api(const std::string& method, const std::string& path,
                             const nlohmann::json& body) {
  net::EventLoop loop;
  net::RealClock clock;
  const auto url = net::parse_url(endpoint);
  auto client = net::HttpClient::create(clock, url.value(), {});
  net::HttpRequest request{
      method,
      url->path + path,
      {{"Authorization", "Bearer test-key"}, {"Content-Type", "application/json"}},
      body.is_null() ? "" : body.dump()};
  auto answer = loop.run((*client)->send(net::Context(), request));
  if (!answer) throw std::runtime_error(answer.error().text());
  EXPECT_LT(answer->status, 400) << method << " " << path << ": " << answer->body;
  return nlohmann::json::parse(answer->body);
}

std::vector<nlohmann::json> EndToEnd::rows(const std::string& list) {
  std::vector<nlohmann::json> found;
  for (int page = 1;; ++page) {
    const auto answer = api("GET", "/" + list + "/?limit=100&page=" + std::to_string(page));
    for (const auto& [name, value] : answer.items())
      if (value.is_array())
        for (const auto& row : value)
          if (row.value("status", "") != "DELETED") found.push_back(row);
    if (page >= answer.value("total_pages", 1)) return found;
  }
}

}  // namespace muster::e2e
