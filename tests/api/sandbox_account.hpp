#pragma once

#include "api/client.hpp"
#include "api/net/seeded_random.hpp"
#include "api/net/sim_clock.hpp"
#include "api/sandbox/in_process.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace muster::api::test {

inline constexpr const char* public_key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5 someone@example";

/// The client against the sandbox, which shares no decoding code with it: what one sends the other
/// must understand.
struct SandboxAccount {
  explicit SandboxAccount(sandbox::FaultOptions faults = {}, std::uint64_t seed = 1)
      : cloud({.credit_cents = 10'000'000, .stock_unlimited = true}, clock.wall_now()),
        transport(cloud, clock, faults, seed),
        random(seed),
        client(transport, clock, random, Contract::standard(),
               {.endpoint = "https://barrack.example/api",
                .api_key = "brk-secret-0123456789",
                .calls_per_minute = 0,
                .attempts_max = 10,
                .on_notice = [this](std::string text) { notices.push_back(std::move(text)); }}) {}

  template <class T>
  Result<T> run(Task<Result<T>> task) {
    auto result = clock.run(std::move(task));
    if (!result) return fail(Errc::internal, "the task cannot end");
    return *std::move(result);
  }
  /// The value; a failure is reported and gives an empty one.
  template <class T>
  T must(Task<Result<T>> task) {
    auto result = run(std::move(task));
    EXPECT_TRUE(result) << result.error().text();
    if constexpr (!std::is_void_v<T>) return result ? *std::move(result) : T();
  }
  void wait(Duration duration) { EXPECT_TRUE(clock.run(clock.sleep_for(duration))); }

  RemoteId key() { return must(client.create_ssh_key({}, "ann", public_key)); }
  Deployment machine(const std::string& name, RemoteId key_id) {
    return {.name = name,
            .tier = Tier::legacy,
            .region = "NORWAY-1",
            .gpu_model = "H100-PCIe-NVLink-80GB",
            .gpu_count = 1,
            .ssh_keys = {std::move(key_id)},
            .os_image = "Ubuntu Server 22.04 LTS R535 CUDA 12.2"};
  }
  RemoteId running(Deployment deployment) {
    auto id = must(client.deploy({}, std::move(deployment)));
    wait(std::chrono::minutes(4));
    return id;
  }
  RemoteId volume(const std::string& name, Tier tier = Tier::legacy) {
    const bool old = tier == Tier::legacy;
    auto id = must(client.create_volume({}, {.name = name,
                                             .tier = tier,
                                             .region = old ? "NORWAY-1" : "FIN-01",
                                             .type = old ? VolumeType::ssd : VolumeType::nvme,
                                             .size = Gigabytes{100},
                                             .description = "for tests"}));
    wait(std::chrono::seconds(15));
    return id;
  }

  net::SimClock clock;
  sandbox::Cloud cloud;
  sandbox::InProcessTransport transport;
  net::SeededRandom random;
  std::vector<std::string> notices;
  Client client;
};

}  // namespace muster::api::test
