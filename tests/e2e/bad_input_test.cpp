// What goes wrong around muster: each is one paragraph that says what to do, and nothing is
// half-done.

#include "api/net/blocking_pool.hpp"
#include "tests/api/net/test_world.hpp"
#include "tests/api/net/tls_peer.hpp"
#include "tests/e2e/support/world.hpp"

#include <fstream>
#include <functional>

namespace muster::e2e {
namespace {

class Surroundings : public EndToEnd {
 protected:
  Surroundings() { write("volumes.yaml", volumes(1)); }

  static std::string volumes(int count) {
    std::string text;
    for (int i = 0; i < count; ++i)
      text += "---\napiVersion: muster/v1\nkind: Volume\nmetadata: {name: v" + std::to_string(i) +
              "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n";
    return text;
  }
  std::filesystem::path ledger() const { return folder / ".muster" / "ledger.db"; }

  /// One error, on one line but for what it lists, that holds all the words.
  void expect_error(const Finished& run, int exit, const std::vector<std::string>& words) {
    EXPECT_EQ(run.exit, exit) << run.out << run.err;
    const auto error = run.err.find("muster: error: ");
    EXPECT_NE(error, std::string::npos) << run.err;
    EXPECT_EQ(run.err.find("muster: error: ", error + 1), std::string::npos) << run.err;
    for (const auto& word : words)
      EXPECT_NE(run.err.find(word), std::string::npos) << word << " is missing in: " << run.err;
  }

  /// Runs muster while a TLS server with these credentials listens.
  Finished against_tls(const net::TestCredentials& credentials, const std::string& ca_file) {
    environment["SSL_CERT_FILE"] = ca_file;
    net::EventLoop loop;
    net::BlockingPool pool{1};
    net::TlsPeer peer(credentials);
    loop.run(peer.open());
    environment["MUSTER_ENDPOINT"] = "https://localhost:" + std::to_string(peer.port()) + "/api";
    Finished finished;
    auto work = [&] {
      finished = muster({"plan"});
      return true;
    };
    loop.run(net::run_beside(peer.serve(false), on_pool(pool, work)));
    return finished;
  }

 private:
  static net::Task<void> on_pool(net::BlockingPool& pool, std::function<bool()> work) {
    co_await pool.run(std::move(work));
  }
};

TEST_F(Surroundings, a_certificate_of_another_name_is_named) {
  const net::TestAuthority authority("Test CA");
  const net::TestFile ca(authority.certificate_pem());
  const auto run = against_tls(authority.issue("DNS:elsewhere.example"), ca.path());
  expect_error(run, 1, {"localhost", "certificate", "name"});
}

TEST_F(Surroundings, a_certificate_that_nobody_vouches_for_is_refused) {
  const net::TestAuthority authority("Test CA");
  const net::TestFile ca(authority.certificate_pem());
  const auto run = against_tls(net::self_signed("DNS:localhost"), ca.path());
  expect_error(run, 1, {"localhost", "certificate", "SSL_CERT_FILE"});
}

TEST_F(Surroundings, a_host_that_does_not_exist_is_named) {
  environment["MUSTER_ENDPOINT"] = "https://no-such-host.invalid/api";
  expect_error(muster({"plan"}), 1, {"no-such-host.invalid"});
}

TEST_F(Surroundings, a_full_disk_stops_the_run_and_the_next_one_goes_on) {
  start_sandbox({"--time-scale", "1000"});
  write("volumes.yaml", volumes(40));
  // The largest file the process may write, in kibibytes: the ledger fits, its journal soon does
  // not.
  const auto command =
      std::string("trap '' XFSZ; ulimit -f 64; exec ") + MUSTER_BINARY + " apply --auto-approve";
  const auto full = Process({"/bin/bash", "-c", command}, folder, environment).wait();
  EXPECT_EQ(full.exit, 1) << full.out << full.err;
  const auto said = full.out + full.err;
  EXPECT_NE(said.find("cannot use the ledger"), std::string::npos) << said;
  EXPECT_NE(said.find("see that its disk has space"), std::string::npos) << said;
  apply_and_settle();
  EXPECT_EQ(rows("volumes").size(), 40U) << "nothing was made twice";
}

TEST_F(Surroundings, a_ledger_of_a_newer_muster_is_left_alone) {
  start_sandbox({"--time-scale", "1000"});
  apply_and_settle();
  // The format's number stands at byte 60 of the file, as SQLite documents.
  std::fstream file(ledger(), std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(63);
  file.put(static_cast<char>(99));
  file.close();
  for (const auto& arguments :
       {std::vector<std::string>{"plan"}, std::vector<std::string>{"apply", "--auto-approve"}})
    expect_error(muster(arguments), 1, {ledger().string(), "format 99", "newer muster"});
  EXPECT_EQ(rows("volumes").size(), 1U);
}

TEST_F(Surroundings, a_damaged_ledger_is_never_written_to) {
  start_sandbox({"--time-scale", "1000"});
  apply_and_settle();
  std::string bytes;
  {
    std::ifstream in(ledger(), std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto at = bytes.find("create_volume");
  ASSERT_NE(at, std::string::npos);
  bytes[at] = 'C';
  std::ofstream(ledger(), std::ios::binary | std::ios::trunc) << bytes;
  for (const auto& arguments :
       {std::vector<std::string>{"plan"}, std::vector<std::string>{"apply", "--auto-approve"}})
    expect_error(muster(arguments), 1, {ledger().string(), "damaged", "restore a copy"});
  EXPECT_EQ(rows("volumes").size(), 1U);
}

TEST_F(Surroundings, a_ledger_that_is_something_else_is_refused) {
  start_sandbox();
  write(".muster/ledger.db", "this is no database, however long it may be: " + volumes(20));
  expect_error(muster({"plan"}), 1, {ledger().string()});
  expect_error(muster({"apply", "--auto-approve"}), 1, {ledger().string()});
  EXPECT_TRUE(rows("volumes").empty());
}

TEST_F(Surroundings, a_folder_without_any_manifest_is_a_mistake_and_no_wish_to_delete_everything) {
  start_sandbox({"--time-scale", "1000"});
  apply_and_settle();
  remove("volumes.yaml");
  remove("muster.yaml");
  for (const auto& arguments :
       {std::vector<std::string>{"plan"}, std::vector<std::string>{"apply", "--auto-approve"}})
    expect_error(muster(arguments), 1, {"neither a muster.yaml nor any other manifest", "init"});
  EXPECT_EQ(rows("volumes").size(), 1U);
  EXPECT_EQ(muster({"destroy", "--auto-approve"}).exit, 0);
  EXPECT_TRUE(rows("volumes").empty());
}

TEST_F(Surroundings, a_project_that_does_not_exist_is_named) {
  for (const auto* verb : {"plan", "apply"})
    expect_error(muster({"--project", "no where", verb}), 1, {"no where", "--project"});
}

TEST_F(Surroundings, a_step_that_takes_too_long_is_reported_and_the_next_run_finishes_it) {
  start_sandbox({"--time-scale", "1"});
  write("volumes.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: slow}\n"
        "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB, timeouts: {create: 1s}}\n");
  const auto late = muster({"apply", "--auto-approve"});
  EXPECT_EQ(late.exit, 9) << late.out << late.err;
  EXPECT_NE(late.out.find("muster apply"), std::string::npos) << late.out;
  EXPECT_EQ(rows("volumes").size(), 1U);
}

TEST_F(Surroundings, without_any_gpu_of_the_model_the_run_exits_8) {
  write("stock.txt", "CANADA-1 RTX-A6000 0\n");
  start_sandbox({"--time-scale", "1000", "--stock", "stock.txt", "--credit", "100000"});
  remove("volumes.yaml");
  write("machine.yaml", R"(
apiVersion: muster/v1
kind: SSHKey
metadata: {name: alice}
spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm alice}
)");
  apply_and_settle();
  write("trainer.yaml", R"(
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: trainer}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: RTX-A6000, count: 1}
  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
  sshKeys: [alice]
)");
  const auto none = muster({"apply", "--auto-approve"});
  EXPECT_EQ(none.exit, 8) << none.out << none.err;
  EXPECT_TRUE(rows("instances").empty());
}

TEST_F(Surroundings, protection_exits_5_and_changes_nothing) {
  start_sandbox({"--time-scale", "1000"});
  write("volumes.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: precious}\n"
        "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB, lifecycle: {protect: "
        "true}}\n");
  apply_and_settle();
  remove("volumes.yaml");
  for (const auto& arguments :
       {std::vector<std::string>{"plan"}, std::vector<std::string>{"apply", "--auto-approve"},
        std::vector<std::string>{"destroy", "--auto-approve"}}) {
    const auto denied = muster(arguments);
    EXPECT_EQ(denied.exit, 5) << denied.out << denied.err;
    EXPECT_NE(denied.err.find("Volume/precious"), std::string::npos) << denied.err;
  }
  EXPECT_EQ(rows("volumes").size(), 1U);
}

}  // namespace
}  // namespace muster::e2e
