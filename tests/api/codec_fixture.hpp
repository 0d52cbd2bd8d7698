#pragma once

#include "api/codec/firewall.hpp"
#include "api/codec/instance.hpp"
#include "api/codec/rule.hpp"
#include "api/codec/volume.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster::api {

using nlohmann::json;

/// The standard contract, and decoding that must succeed.
struct Codec : ::testing::Test {
  Contract contract = Contract::standard();
  std::vector<std::string> notices;
  Wire wire{contract, [this](std::string text) { notices.push_back(std::move(text)); }};

  LiveVirtualMachine instance(const json& object) {
    auto decoded = decode_instance(wire, object, Source::detail);
    EXPECT_TRUE(decoded) << decoded.error().text();
    return decoded ? decoded->value : LiveVirtualMachine();
  }
  LiveVolume volume(const json& object) {
    auto decoded = decode_volume(wire, object, Source::detail);
    EXPECT_TRUE(decoded) << decoded.error().text();
    return decoded ? decoded->value : LiveVolume();
  }
  LiveFirewall firewall(const json& object) {
    auto decoded = decode_firewall(wire, object, Source::detail);
    EXPECT_TRUE(decoded) << decoded.error().text();
    return decoded ? decoded->value : LiveFirewall();
  }
  std::vector<LiveRule> rules(const json& list) {
    auto decoded = decode_rules(wire, list);
    EXPECT_TRUE(decoded) << decoded.error().text();
    return decoded ? *decoded : std::vector<LiveRule>();
  }
};

}  // namespace muster::api
