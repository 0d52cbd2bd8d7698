#pragma once

#include "api/client.hpp"
#include "api/net/seeded_random.hpp"
#include "api/net/sim_clock.hpp"
#include "api/observe.hpp"
#include "api/sandbox/in_process.hpp"
#include "controller/execute/executor.hpp"
#include "controller/execute/recover.hpp"
#include "controller/ledger/memory_ledger.hpp"
#include "diff/planner.hpp"
#include "tests/controller/support/run.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace muster::testing {

class EventLog final : public EventSink {
 public:
  void on_event(const Event& event) override {
    all.push_back(event);
    if (on) on(event);
  }
  std::size_t count(Event::Type type) const {
    return static_cast<std::size_t>(std::ranges::count(all, type, &Event::type));
  }
  std::vector<Event> all;
  std::function<void(const Event&)> on;
};

/// Lets a test decide about each request before it reaches the cloud, and about its answer.
class Meddler final : public net::Transport {
 public:
  using Answer = Result<net::HttpResponse>;
  explicit Meddler(net::Transport& to) : to_(to) {}

  net::Task<Answer> send(net::Context context, net::HttpRequest request) override {
    const net::HttpRequest copy = request;
    if (before) {
      if (auto error = before(copy)) co_return fail(*std::move(error));
    }
    auto answer = co_await to_.send(std::move(context), std::move(request));
    if (after) {
      if (auto error = after(copy)) co_return fail(*std::move(error));
    }
    co_return answer;
  }

  std::function<std::optional<Error>(const net::HttpRequest&)> before;
  std::function<std::optional<Error>(const net::HttpRequest&)> after;

 private:
  net::Transport& to_;
};

/// An account in process, a client and a ledger, all in virtual time.
class SimAccount {
 public:
  explicit SimAccount(sandbox::Options options = unlimited(), std::uint64_t seed = 1,
                      sandbox::FaultOptions faults = {})
      : cloud(std::move(options), clock.wall_now()),
        wire(cloud, clock, faults, seed),
        meddler(wire),
        random(seed),
        client(
            meddler, clock, random, api::Contract::standard(),
            {.endpoint = "http://sandbox/api", .api_key = "secret-api-key", .calls_per_minute = 0}),
        memory(clock, SecretKey{"ledger key"}) {
    lease = value(run(clock, memory.acquire("test", std::chrono::hours(1))));
  }

  static sandbox::Options unlimited() {
    sandbox::Options options;
    options.stock_unlimited = true;
    options.credit_cents = 100'000'000;
    return options;
  }

  World world() { return World{client, *ledger, lease, clock, events}; }

  LiveState observe() {
    return value(
        run(clock, api::observe(net::Context(), client, clock,
                                {Kind::ssh_key, Kind::startup_script, Kind::firewall, Kind::volume,
                                 Kind::virtual_machine, Kind::snapshot, Kind::custom_image})));
  }
  Planned plan(const DesiredState& desired, PlanOptions plan_options = {}) {
    const auto live = observe();
    const auto recorded = value(run(clock, memory.recorded()));
    plan_options.secrets = value(run(clock, memory.secret_key()));
    return make_plan(desired, live, recorded, plan_options);
  }
  Report perform(const Plan& plan, net::Context context = {}) {
    return run(clock, execute(std::move(context), plan, world(), options));
  }
  /// As the command line does it: settle what was left open, plan, perform.
  Report apply(const DesiredState& desired, PlanOptions plan_options = {},
               net::Context context = {}) {
    const auto recovery = run(clock, muster::recover(net::Context(), world()));
    if (!recovery) throw std::logic_error(recovery.error().text());
    recovered = *recovery;
    const Planned planned = plan(desired, plan_options);
    for (const auto& problem : planned.diagnostics)
      if (problem.severity == Severity::error)
        throw std::logic_error("planning: " + problem.message);
    return perform(planned.plan, std::move(context));
  }
  std::size_t count(const std::string& kind) const {
    return static_cast<std::size_t>(
        std::ranges::count(cloud.objects(), kind, &sandbox::ObjectInfo::kind));
  }
  std::string problems(const Report& report) const {
    std::string text;
    for (const auto& step : report.steps)
      if (step.status != StepStatus::done)
        text += std::string(to_string(step.status)) + " " + (step.error ? step.error->text() : "") +
                "\n";
    return text;
  }

  net::SimClock clock;
  sandbox::Cloud cloud;
  sandbox::InProcessTransport wire;
  Meddler meddler;
  net::SeededRandom random;
  api::Client client;
  MemoryLedger memory;
  Ledger* ledger = &memory;
  Lease lease;
  EventLog events;
  ExecuteOptions options;
  Recovery recovered;
};

inline Resource resource(Kind kind, std::string name, Spec spec) {
  return Resource{.key = {kind, std::move(name)}, .spec = std::move(spec)};
}

inline SecurityRule rule(std::uint16_t port) {
  return SecurityRule{.direction = Direction::ingress,
                      .protocol = Protocol::tcp,
                      .ports = Ports{port, port},
                      .cidr = *parse_cidr("203.0.113.0/24")};
}

inline Resource ssh_key(std::string name) {
  return resource(
      Kind::ssh_key, name,
      SshKeySpec{.public_key = SourcedText{
                     .text = "ssh-ed25519 "
                             "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFx"
                             "gZGhscHR4f " +
                             name}});
}

inline Resource volume(std::string name, std::int64_t size = 100) {
  return resource(Kind::volume, std::move(name),
                  VolumeSpec{.region = "CANADA-1", .size = Gigabytes{size}});
}

inline Resource firewall(std::string name, std::vector<SecurityRule> rules) {
  return resource(Kind::firewall, std::move(name),
                  FirewallSpec{.region = "CANADA-1", .rules = std::move(rules)});
}

inline Resource machine(std::string name) {
  VirtualMachineSpec spec;
  spec.region = "CANADA-1";
  spec.gpu = {{.model = "H100-PCIe-NVLink-80GB", .count = 1}};
  spec.boot.os_image = "Ubuntu Server 22.04 LTS R535 CUDA 12.2";
  spec.ssh_keys = {{.name = "alice"}};
  return resource(Kind::virtual_machine, std::move(name), std::move(spec));
}

inline VirtualMachineSpec& machine_spec(Resource& resource) {
  return std::get<VirtualMachineSpec>(resource.spec);
}

/// Sorted, as planners want it.
inline DesiredState desired(std::vector<Resource> resources) {
  std::ranges::sort(resources, {}, &Resource::key);
  return DesiredState{std::move(resources)};
}

/// One of everything, tied together.
inline DesiredState small_team() {
  Resource trainer = machine("trainer");
  machine_spec(trainer).firewalls = {{.name = "ssh-only"}};
  machine_spec(trainer).volumes = {{.name = "datasets"}};
  machine_spec(trainer).public_ip = true;
  machine_spec(trainer).security_rules = {rule(443)};
  return desired({ssh_key("alice"), firewall("ssh-only", {rule(22), rule(80)}), volume("datasets"),
                  std::move(trainer)});
}

}  // namespace muster::testing
