#pragma once

#include "api/sandbox/cloud.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace muster::sandbox {

using nlohmann::json;

inline constexpr Timestamp test_start =
    std::chrono::sys_days(std::chrono::year{2026} / 1 / 15) + std::chrono::hours(10);

struct Answer {
  int status = 0;
  json body;
  std::string code() const { return body.value("error_code", ""); }
};

/// A cloud, its time, and short words for what tests do all the time.
class Account {
 public:
  explicit Account(Options options = {}) : cloud(std::move(options), test_start) {}

  Answer call(std::string_view method, std::string_view path, const json& body = nullptr);
  Answer get(std::string_view path) { return call("GET", path); }
  Answer post(std::string_view path, const json& body = nullptr) {
    return call("POST", path, body);
  }
  Answer remove(std::string_view path) { return call("DELETE", path); }
  void wait(Duration duration) {
    now += duration;
    cloud.advance(now);
  }

  std::string key(const std::string& name = "key");
  /// A legacy deployment that is accepted, to be changed by the test.
  json legacy(const std::string& name);
  json advanced(const std::string& name);
  /// Deploys and waits until it is ACTIVE with its server_uuid.
  std::string running(const json& deployment);
  json volume_body(const std::string& name, const std::string& tier = "legacy") const;
  /// An available volume.
  std::string volume(const std::string& name, const std::string& tier = "legacy");
  /// A finished firewall.
  std::string firewall(const std::string& name, const std::string& region = "NORWAY-1");

  /// A finished snapshot of a running legacy instance.
  std::string snapshot(const std::string& name, const std::string& instance);
  /// A finished image of a finished snapshot.
  std::string image(const std::string& name, const std::string& snapshot);

  json instance(const std::string& id) { return get("/instances/" + id + "/").body["instance"]; }
  std::string status(const std::string& id) { return instance(id).value("status", ""); }
  json volume_of(const std::string& id) { return get("/volumes/" + id + "/").body["volume"]; }
  json firewall_of(const std::string& id) { return get("/firewalls/" + id + "/").body["firewall"]; }

  json snapshot_of(const std::string& id) { return get("/snapshots/" + id + "/").body["snapshot"]; }
  json image_of(const std::string& id) { return get("/images/" + id + "/").body["image"]; }

  Cloud cloud;
  Timestamp now = test_start;

 private:
  std::string key_id_;
};

inline const json ssh_rule = {{"direction", "ingress"}, {"ethertype", "IPv4"},
                              {"protocol", "tcp"},      {"port_range_min", 22},
                              {"port_range_max", 22},   {"remote_ip_prefix", "0.0.0.0/0"}};
inline constexpr std::string_view public_key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5 someone@example";

}  // namespace muster::sandbox
