#include "tests/api/sandbox/account.hpp"

namespace muster::sandbox {

using namespace std::chrono_literals;

Answer Account::call(std::string_view method, std::string_view path, const json& body) {
  const net::HttpRequest request{.method = std::string(method),
                                 .target = "/api" + std::string(path),
                                 .headers = {{"Authorization", "Bearer secret"}},
                                 .body = body.is_null() ? "" : body.dump()};
  const net::HttpResponse response = cloud.handle(request, now);
  return {response.status, json::parse(response.body)};
}

std::string Account::key(const std::string& name) {
  return post("/ssh-keys/", {{"name", name}, {"public_key", public_key}}).body["key"]["id"];
}

json Account::legacy(const std::string& name) {
  if (key_id_.empty()) key_id_ = key("default");
  return {{"tier", "legacy"},
          {"vm_name", name},
          {"gpu_model", "H100-PCIe-NVLink-80GB"},
          {"gpu_count", 1},
          {"region", "NORWAY-1"},
          {"ssh_key_ids", {key_id_}},
          {"os_image", "Ubuntu Server 22.04 LTS R535 CUDA 12.2"}};
}

json Account::advanced(const std::string& name) {
  json body = legacy(name);
  body["tier"] = "advanced";
  body["region"] = "FIN-01";
  body["gpu_model"] = "H100-SXM5-80GB";
  body["os_image"] = "ubuntu-24.04";
  return body;
}

std::string Account::running(const json& deployment) {
  const Answer answer = post("/deploy/", deployment);
  if (answer.status != 200) return answer.body.dump();
  wait(3min + 5s);
  return answer.body["instance_id"];
}

json Account::volume_body(const std::string& name, const std::string& tier) const {
  const bool old = tier == "legacy";
  return {{"volume_name", name},
          {"size_gb", 100},
          {"volume_type", old ? "SSD" : "NVMe"},
          {"tier", tier},
          {"region", old ? "NORWAY-1" : "FIN-01"}};
}

std::string Account::volume(const std::string& name, const std::string& tier) {
  const Answer answer = post("/volumes/", volume_body(name, tier));
  if (answer.status != 200) return answer.body.dump();
  wait(10s);
  return answer.body["volume"]["volume_id"];
}

std::string Account::firewall(const std::string& name, const std::string& region) {
  const Answer answer = post("/firewalls/", {{"name", name}, {"region", region}});
  if (answer.status != 200) return answer.body.dump();
  wait(3s);
  return answer.body["firewall"]["firewall_id"];
}

std::string Account::snapshot(const std::string& name, const std::string& instance) {
  const Answer answer = post("/snapshots/", {{"instance_id", instance}, {"snapshot_name", name}});
  if (answer.status != 200) return answer.body.dump();
  wait(5min);
  return answer.body["snapshot"]["snapshot_id"];
}

std::string Account::image(const std::string& name, const std::string& snapshot) {
  const Answer answer = post("/images/", {{"snapshot_id", snapshot}, {"image_name", name}});
  if (answer.status != 200) return answer.body.dump();
  wait(1min);
  return answer.body["image"]["image_id"];
}

}  // namespace muster::sandbox
