#include "api/net/task_group.hpp"
#include "tests/api/net/test_certificates.hpp"
#include "tests/controller/source/support/git_fixture.hpp"

namespace muster {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;
using testing::HttpGitServer;
using ::testing::Not;
using testing::SshGitServer;

class GitOverHttp : public testing::GitTest {
 protected:
  GitOverHttp() {
    world.write("a.yaml", "a");
    id = world.commit();
  }
  std::string id;
};

TEST_F(GitOverHttp, fetches_and_fetches_what_is_new) {
  const HttpGitServer server(world);
  const auto source = open(options(server.url()));
  const auto first = fetch(*source);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ((*first)->revision, id);
  world.write("b.yaml", "b");
  world.commit();
  const auto second = fetch(*source);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ((*second)->files.size(), 2U);
  EXPECT_EQ(source->files_read(), 1U);
}

TEST_F(GitOverHttp, a_commit_is_fetched_by_its_id_whether_the_server_likes_it_or_not) {
  world.commit("newer");
  const HttpGitServer server(world);
  auto pinned = options(server.url());
  pinned.follow = GitRefKind::commit;
  pinned.ref = id;
  for (const auto* allowed : {"true", "false"}) {
    SCOPED_TRACE(allowed);
    fs::remove_all(world.path("cache"));
    world.git({"config", "uploadpack.allowReachableSHA1InWant", allowed});
    const auto bundle = fetch(pinned);
    ASSERT_TRUE(bundle) << bundle.error().text();
    EXPECT_EQ((*bundle)->revision, id);
  }
}

TEST_F(GitOverHttp, what_was_fetched_is_there_after_a_restart) {
  auto server = std::make_unique<HttpGitServer>(world);
  auto pinned = options(server->url());
  pinned.follow = GitRefKind::commit;
  pinned.ref = id;
  ASSERT_TRUE(fetch(pinned));
  server.reset();
  const auto again = fetch(pinned);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ((*again)->label, id.substr(0, 8));
}

TEST_F(GitOverHttp, a_damaged_copy_is_fetched_anew) {
  const HttpGitServer server(world);
  ASSERT_TRUE(fetch(options(server.url())));
  for (const auto& entry : fs::recursive_directory_iterator(world.path("cache")))
    if (entry.path().extension() == ".pack") {
      fs::permissions(entry.path(), fs::perms::owner_all);
      fs::resize_file(entry.path(), 40);
    }
  const auto bundle = fetch(options(server.url()));
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ((*bundle)->files.at(0).text, "a");
}

TEST_F(GitOverHttp, a_copy_worn_by_many_fetches_is_fetched_anew) {
  const HttpGitServer server(world);
  const auto source = open(options(server.url()));
  ASSERT_TRUE(fetch(*source));
  const auto packs = [&] {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(world.path("cache")))
      if (entry.path().extension() == ".pack") found.push_back(entry.path());
    return found;
  };
  const auto pack = packs().at(0);
  for (int i = 0; i < 201; ++i) {
    auto copy = pack;
    copy.replace_filename("pack-" + std::string(37, '0') + std::to_string(100 + i) + ".pack");
    fs::copy_file(pack, copy);
  }
  world.commit();
  const auto bundle = fetch(*source);
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ(packs().size(), 1U);
}

TEST_F(GitOverHttp, a_push_by_force_is_taken_and_noted) {
  const HttpGitServer server(world);
  world.commit("dropped");
  const auto source = open(options(server.url()));
  ASSERT_TRUE(fetch(*source));
  world.git({"reset", "--quiet", "--hard", "HEAD~1"});
  world.write("a.yaml", "other");
  world.commit();
  const auto bundle = fetch(*source);
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ((*bundle)->files.at(0).text, "other");
  EXPECT_TRUE((*bundle)->rewritten);
}

TEST_F(GitOverHttp, credentials_come_from_the_environment_or_the_url) {
  const HttpGitServer server(world, {"--user", "alice:hunter2"});
  expect_refused(fetch(options(server.url())), Errc::unauthorized, "set MUSTER_GIT_USERNAME");
  environment = {{"MUSTER_GIT_USERNAME", "alice"}, {"MUSTER_GIT_PASSWORD", "hunter2"}};
  EXPECT_TRUE(fetch(options(server.url())));
  std::ofstream(world.path("password")) << "hunter2\n";
  environment = {{"MUSTER_GIT_USERNAME", "alice"},
                 {"MUSTER_GIT_PASSWORD_FILE", world.path("password")}};
  EXPECT_TRUE(fetch(options(server.url())));
  environment["MUSTER_GIT_PASSWORD"] = "both";
  expect_refused(fetch(options(server.url())), Errc::invalid_input, "are both set");
  environment.clear();
  EXPECT_TRUE(fetch(options(server.url("/infra.git", "alice:hunter2"))));
  const auto wrong = fetch(options(server.url("/infra.git", "alice:swordfish")));
  expect_refused(wrong, Errc::unauthorized, "does not accept the credentials");
  EXPECT_THAT(wrong.error().text(), Not(HasSubstr("swordfish")));
  EXPECT_THAT(wrong.error().text(), Not(HasSubstr("alice")));
}

struct Answer {
  const char* path;
  Errc code;
  const char* says;
};

TEST_F(GitOverHttp, what_a_server_answers_is_told_apart) {
  const HttpGitServer server(world);
  for (const auto& c : {Answer{"/missing.git", Errc::not_found, "there is no git repository"},
                        Answer{"/status/403/x", Errc::unauthorized, "may not be read"},
                        Answer{"/status/429/x", Errc::rate_limited, "asked too often"},
                        Answer{"/status/503/x", Errc::unavailable, "answered 503"},
                        Answer{"/status/200/x", Errc::protocol, "cannot fetch"},
                        Answer{"/elsewhere/x", Errc::invalid_input, "to another host"}}) {
    SCOPED_TRACE(c.path);
    expect_refused(fetch(options(server.url(c.path))), c.code, c.says);
  }
}

TEST_F(GitOverHttp, nobody_there_is_an_error_of_its_own) {
  std::string url;
  {
    const HttpGitServer server(world);
    url = server.url();
  }
  expect_refused(fetch(options(url)), Errc::connect_failed, "Connection refused");
  expect_refused(fetch(options("http://no-such-host.invalid/x")), Errc::connect_failed,
                 "has no address");
}

TEST_F(GitOverHttp, a_server_that_hangs_is_left_at_the_deadline) {
  HttpGitServer server(world);
  auto hanging = options(server.url("/hang"));
  hanging.timeout = Duration(300);
  expect_refused(fetch(hanging), Errc::timed_out, "in time");
}

Task<void> stop_when(HttpGitServer& server, net::BlockingPool& waiter,
                     std::shared_ptr<net::StopFlag> stop) {
  auto hanging = [&server] { return server.says("hanging"); };
  co_await waiter.run(hanging);
  stop->request();
}

Task<void> fetch_until_stopped(GitSource& source, HttpGitServer& server,
                               std::shared_ptr<net::StopFlag> stop,
                               Result<std::shared_ptr<const Bundle>>& fetched) {
  net::BlockingPool waiter(1);
  auto group = co_await net::TaskGroup::open();
  group.spawn(stop_when(server, waiter, stop));
  fetched = co_await source.fetch(net::Context(stop));
  co_await group.join();
}

TEST_F(GitOverHttp, a_server_that_hangs_is_left_when_the_user_stops) {
  HttpGitServer server(world);
  const auto source = open(options(server.url("/hang")));
  Fetched fetched = fail(Errc::internal, "");
  loop.run(fetch_until_stopped(*source, server, std::make_shared<net::StopFlag>(), fetched));
  expect_refused(fetched, Errc::cancelled, "interrupted");
}

TEST_F(GitOverHttp, certificates_are_checked) {
  const net::TestAuthority authority("git authority");
  const auto credentials = authority.issue("DNS:localhost");
  const net::TestFile pem(credentials.certificate_pem + credentials.key_pem);
  const net::TestFile trusted(authority.certificate_pem());
  const HttpGitServer server(world, {"--certificate", pem.path()});
  const auto url = "https://localhost" + server.url().substr(server.url().rfind(':'));
  expect_refused(fetch(options(url)), Errc::tls_failed, "MUSTER_GIT_CA_FILE");
  environment = {{"MUSTER_GIT_CA_FILE", trusted.path()}};
  const auto bundle = fetch(options(url));
  EXPECT_TRUE(bundle) << bundle.error().text();
  // The certificate is for another name.
  const auto other = "https://127.0.0.1" + url.substr(url.rfind(':'));
  expect_refused(fetch(options(other)), Errc::tls_failed, "cannot be trusted");
}

class GitOverSsh : public GitOverHttp {
 protected:
  GitOverSsh() {
    environment = {{"MUSTER_GIT_SSH_KEY_FILE", user_key},
                   {"MUSTER_GIT_KNOWN_HOSTS_FILE", world.path("known_hosts")}};
  }
  void know(const std::string& key) {
    std::ofstream(world.path("known_hosts"))
        << "[127.0.0.1]:" << server.port() << " " << world.text_of(key + ".pub");
  }

  std::string host_key = world.make_key("host");
  std::string user_key = world.make_key("user");
  SshGitServer server{world, host_key, user_key};
};

TEST_F(GitOverSsh, fetches_from_a_host_that_is_known) {
  know(host_key);
  const auto source = open(options(server.url()));
  const auto first = fetch(*source);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ((*first)->revision, id);
  world.write("b.yaml", "b");
  world.commit();
  const auto second = fetch(*source);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ((*second)->files.size(), 2U);
}

TEST_F(GitOverSsh, refuses_hosts_that_are_unknown_or_show_another_key) {
  expect_refused(fetch(options(server.url())), Errc::tls_failed, "ssh-keyscan -p " + server.port());
  know(user_key);
  expect_refused(fetch(options(server.url())), Errc::tls_failed, "is not the one in");
}

TEST_F(GitOverSsh, keys_that_open_nothing_and_repositories_that_are_not_there) {
  know(host_key);
  expect_refused(fetch(options(server.url() + ".gone")), Errc::not_found,
                 "there is no git repository at");
  environment["MUSTER_GIT_SSH_KEY_FILE"] = world.make_key("stranger");
  expect_refused(fetch(options(server.url())), Errc::unauthorized,
                 "does not accept the credentials");
  environment.erase("MUSTER_GIT_SSH_KEY_FILE");
  expect_refused(fetch(options(server.url())), Errc::unauthorized, "MUSTER_GIT_SSH_KEY_FILE");
  environment["MUSTER_GIT_SSH_KEY_FILE"] = world.path("missing");
  expect_refused(fetch(options(server.url())), Errc::not_found, "MUSTER_GIT_SSH_KEY_FILE");
}

}  // namespace
}  // namespace muster
