#include "controller/source/git/signers.hpp"

#include "api/net/base64.hpp"
#include "controller/source/git/known_hosts.hpp"
#include "tests/controller/source/support/git_fixture.hpp"

namespace muster {
namespace {

using git::HostKeyCheck;
using ::testing::HasSubstr;

class Signers : public testing::GitTest {
 protected:
  std::string public_key(const std::string& key) {
    auto line = world.text_of(key + ".pub");
    while (line.ends_with('\n')) line.pop_back();
    return line;
  }
  Fetched fetch_signed(const std::string& allowed) {
    std::ofstream(world.path("allowed")) << allowed;
    auto strict = options();
    strict.allowed_signers = world.path("allowed");
    return fetch(strict);
  }
};

TEST_F(Signers, commits_signed_with_any_usual_kind_of_key_are_accepted) {
  for (const auto& kind : std::vector<std::vector<std::string>>{{"-t", "ed25519"},
                                                                {"-t", "rsa", "-b", "2048"},
                                                                {"-t", "ecdsa", "-b", "256"},
                                                                {"-t", "ecdsa", "-b", "384"},
                                                                {"-t", "ecdsa", "-b", "521"}}) {
    SCOPED_TRACE(kind[1] + kind.back());
    const auto key = world.make_key("key-" + kind[1] + kind.back(), kind);
    const auto id = world.signed_commit(key);
    const auto bundle = fetch_signed("# people\n\nalice@example.com " + public_key(key) + "\n");
    ASSERT_TRUE(bundle) << bundle.error().text();
    EXPECT_EQ((*bundle)->revision, id);
  }
}

TEST_F(Signers, others_are_refused_and_told_apart) {
  const auto alice = world.make_key("alice");
  const auto mallory = world.make_key("mallory");
  const auto allowed = "alice@example.com " + public_key(alice) + "\n";
  world.commit();
  expect_refused(fetch_signed(allowed), Errc::denied, "is not signed");
  world.signed_commit(mallory);
  expect_refused(fetch_signed(allowed), Errc::denied, "a key that is not in the file");
  world.signed_commit(alice);
  EXPECT_TRUE(fetch_signed(allowed));
  expect_refused(fetch_signed("a namespaces=\"file\" " + public_key(alice)), Errc::denied,
                 "not in the file");
  expect_refused(fetch_signed("a valid-before=\"20251231\" " + public_key(alice)), Errc::denied,
                 "was not valid at that time");
  EXPECT_TRUE(
      fetch_signed("a valid-after=\"20251231Z\",namespaces=\"file,g?t\" " + public_key(alice)));
  expect_refused(fetch_signed("a cert-authority " + public_key(alice)), Errc::invalid_input,
                 "line 1 is not understood");
}

TEST_F(Signers, a_commit_refused_comes_into_force_when_its_signer_is_added) {
  const auto alice = world.make_key("alice");
  world.signed_commit(alice);
  std::ofstream(world.path("allowed")) << "";
  auto strict = options();
  strict.allowed_signers = world.path("allowed");
  const auto source = open(strict);
  EXPECT_FALSE(fetch(*source));
  std::ofstream(world.path("allowed")) << "alice " << public_key(alice) << "\n";
  EXPECT_TRUE(fetch(*source));
}

struct Forgery {
  const char* name;
  std::function<std::string(std::string)> signature;
  std::string text;
  const char* says;
};

TEST_F(Signers, forged_and_foreign_signatures_are_refused) {
  const auto alice = world.make_key("alice");
  std::ofstream(world.path("text")) << "commit";
  const auto sign = [&](const std::string& purpose) {
    std::filesystem::remove(world.path("text.sig"));
    world.run({"/usr/bin/ssh-keygen", "-q", "-Y", "sign", "-f", alice, "-n", purpose,
               world.path("text")});
    return world.text_of(world.path("text.sig"));
  };
  const auto allowed = git::parse_allowed_signers("alice " + public_key(alice));
  ASSERT_TRUE(allowed);
  const auto good = sign("git");
  EXPECT_EQ(git::signer_of(*allowed, good, "commit", Timestamp{}).value_or("?"), "alice");
  const auto same = [](std::string text) { return text; };
  const auto flip = [](std::string text) {
    text[text.size() / 2] = text[text.size() / 2] == 'A' ? 'B' : 'A';
    return text;
  };
  for (const auto& c :
       {Forgery{"another text", same, "commit!", "does not fit it"},
        Forgery{"a changed signature", flip, "commit", ""},
        Forgery{"cut short", [](auto text) { return text.substr(0, text.size() / 2); }, "commit",
                "no SSH signature"},
        Forgery{"PGP", [](auto) { return "-----BEGIN PGP SIGNATURE-----"; }, "commit", "PGP"},
        Forgery{"for a file", [&](auto) { return sign("file"); }, "commit", "another use"},
        Forgery{"nothing", [](auto) { return ""; }, "commit", "no SSH signature"}}) {
    SCOPED_TRACE(c.name);
    const auto refused = git::signer_of(*allowed, c.signature(good), c.text, Timestamp{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::denied);
    EXPECT_THAT(refused.error().message(), HasSubstr(c.says));
  }
}

class KnownHosts : public Signers {
 protected:
  std::string raw(const std::string& line) {
    const auto start = line.find(' ') + 1;
    return net::base64_decoded(line.substr(start, line.find(' ', start) - start)).value_or("");
  }
};

struct HostCase {
  const char* name;
  std::string file;
  std::string host;
  std::string port;
  HostKeyCheck expected;
};

TEST_F(KnownHosts, lines_are_understood_as_openssh_does) {
  const auto key = public_key(world.make_key("host"));
  const auto other = public_key(world.make_key("other"));
  const auto ecdsa = public_key(world.make_key("ecdsa", {"-t", "ecdsa"}));
  std::ofstream(world.path("hashed"))
      << "git.example " << key << "\n[git.example]:2222 " << key << "\n";
  world.run({"/usr/bin/ssh-keygen", "-q", "-H", "-f", world.path("hashed")});
  const auto hashed = world.text_of(world.path("hashed"));
  ASSERT_THAT(hashed, HasSubstr("|1|"));
  for (const auto& c : {
           HostCase{"plain", "git.example " + key, "git.example", "22", HostKeyCheck::known},
           HostCase{"a list", "a,git.example,b " + key, "git.example", "22", HostKeyCheck::known},
           HostCase{"another port", "git.example " + key, "git.example", "2222",
                    HostKeyCheck::unknown_host},
           HostCase{"its port", "[git.example]:2222 " + key, "git.example", "2222",
                    HostKeyCheck::known},
           HostCase{"a pattern", "*.example " + key, "git.example", "22", HostKeyCheck::known},
           HostCase{"ruled out", "*.example,!git.example " + key, "git.example", "22",
                    HostKeyCheck::unknown_host},
           HostCase{"hashed", hashed, "git.example", "22", HostKeyCheck::known},
           HostCase{"hashed with port", hashed, "git.example", "2222", HostKeyCheck::known},
           HostCase{"hashed for another", hashed, "other.example", "22",
                    HostKeyCheck::unknown_host},
           HostCase{"another key", "git.example " + other, "git.example", "22",
                    HostKeyCheck::other_key},
           HostCase{"one of two", "git.example " + other + "\ngit.example " + key, "git.example",
                    "22", HostKeyCheck::known},
           HostCase{"another kind", "git.example " + ecdsa, "git.example", "22",
                    HostKeyCheck::other_kind},
           HostCase{"revoked", "git.example " + key + "\n@revoked * " + key, "git.example", "22",
                    HostKeyCheck::revoked},
           HostCase{"an authority", "@cert-authority * " + key, "git.example", "22",
                    HostKeyCheck::unknown_host},
           HostCase{"a comment", "# git.example " + key, "git.example", "22",
                    HostKeyCheck::unknown_host},
           HostCase{"nothing", "", "git.example", "22", HostKeyCheck::unknown_host},
       }) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(git::check_host_key(c.file, c.host, c.port, raw(key)), c.expected);
  }
}

}  // namespace
}  // namespace muster
