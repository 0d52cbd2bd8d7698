#include "tests/simulation/hand.hpp"

#include "tests/simulation/generator.hpp"

#include <stdexcept>

namespace muster::simulation {
namespace {

constexpr const char* public_key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5 somebody@example";
const SecurityRule web_rule{Direction::ingress, Protocol::tcp, Ports{443, 443},
                            *parse_cidr("0.0.0.0/0")};

/// The value; empty and no matter what if the account refuses.
template <class T>
std::optional<T> attempt(Process& process, Task<Result<T>> task) {
  auto result = process.run(std::move(task));
  if (!result || !*result) return std::nullopt;
  return **std::move(result);
}
void attempt(Process& process, Task<Result<void>> task) {
  [[maybe_unused]] const auto result = process.run(std::move(task));
}

template <class T>
T must(Process& process, Task<Result<T>> task) {
  auto value = attempt(process, std::move(task));
  if (!value) throw std::logic_error("the account refuses what is foreign");
  return *std::move(value);
}

RemoteId make_volume(Process& hand, const std::string& name) {
  return must(hand, hand.client().create_volume({}, {.name = name,
                                                     .tier = Tier::legacy,
                                                     .region = "CANADA-1",
                                                     .type = VolumeType::ssd,
                                                     .size = Gigabytes{100},
                                                     .description = {}}));
}

void disturb_machine(Process& hand, net::Random& random, const RemoteId& id) {
  auto& client = hand.client();
  switch (random.below(5)) {
    case 0:
      return attempt(hand, client.toggle_public_ip({}, id));
    case 1:
      return attempt(hand, client.add_instance_rule({}, id, web_rule));
    case 2:
      return attempt(hand, client.stop_instance({}, id));
    case 3:
      return attempt(hand, client.hibernate_instance({}, id));
    default:
      return attempt(hand, client.delete_instance({}, id));
  }
}

void disturb_one(World& world, Process& hand, net::Random& random) {
  const auto objects = world.cloud.objects();
  const auto& object = objects[random.below(objects.size())];
  if (object.name.starts_with("foreign") || object.name.starts_with("shared") ||
      object.name.starts_with("kept") || object.name.starts_with("guarded") ||
      object.name.starts_with("lost"))
    return;
  auto& client = hand.client();
  const RemoteId id{object.id};
  if (object.kind == "instance") return disturb_machine(hand, random, id);
  if (object.kind == "volume") return attempt(hand, client.delete_volume({}, id));
  if (object.kind == "ssh_key") return attempt(hand, client.delete_ssh_key({}, id));
  if (object.kind == "script") return attempt(hand, client.delete_script({}, id));
  if (object.kind == "snapshot") return attempt(hand, client.delete_snapshot({}, id));
  if (object.kind == "image") return attempt(hand, client.delete_image({}, id));
  if (random.below(2) == 0) return attempt(hand, client.add_firewall_rule({}, id, web_rule));
  attempt(hand, client.delete_firewall({}, id));
}

}  // namespace

void make_foreign_things(World& world) {
  Process hand(world, {}, world.seed);
  auto& client = hand.client();
  const auto key = must(hand, client.create_ssh_key({}, "foreign-key", public_key));
  must(hand, client.create_script({}, "foreign-script", "#!/bin/sh"));
  const auto firewall =
      must(hand, client.create_firewall({}, {"foreign-firewall", "CANADA-1", {}}));
  const auto volume = make_volume(hand, "foreign-volume");
  must(hand, client.create_firewall({}, {"shared-firewall", "CANADA-1", {}}));
  make_volume(hand, "shared-volume");
  must(hand, client.create_firewall({}, {lost_firewall, "CANADA-1", {}}));
  make_volume(hand, lost_volume);
  const auto machine = must(hand, client.deploy({}, {.name = "foreign-machine",
                                                     .tier = Tier::legacy,
                                                     .region = "CANADA-1",
                                                     .gpu_model = "RTX-A6000",
                                                     .gpu_count = 1,
                                                     .ssh_keys = {key},
                                                     .os_image = "Debian 12"}));
  hand.sleep(std::chrono::minutes(10));
  attempt(hand, client.attach_volumes({}, machine, {volume}));
  attempt(hand, client.set_firewall_members({}, firewall, {machine}));
  attempt(hand, client.add_firewall_rule({}, firewall, web_rule));
  hand.sleep(std::chrono::minutes(10));
  world.cloud.advance(hand.clock().wall_now());
}

void disturb(World& world, net::Random& random) {
  Process hand(world, {}, random.next());
  const auto count = 1 + random.below(3);
  for (std::uint64_t i = 0; i < count; ++i) disturb_one(world, hand, random);
}

}  // namespace muster::simulation
