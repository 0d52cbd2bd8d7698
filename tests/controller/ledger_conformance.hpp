#pragma once

#include "api/net/sim_clock.hpp"
#include "controller/ledger/ledger.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace muster::testing {

/// Makes ledgers for the conformance suite. What open() returns shares one durable state, as
/// several processes would.
class LedgerFactory {
 public:
  virtual ~LedgerFactory() = default;
  virtual std::unique_ptr<Ledger> open(net::SimClock& clock) = 0;
};

struct LedgerKind {
  std::string name;
  std::unique_ptr<LedgerFactory> (*make)();
};

inline Intent create_intent(std::string name) {
  return Intent{.key = {Kind::volume, name},
                .operation = "create_volume",
                .plan_hash = "plan",
                .creates = true,
                .remote_name = name,
                .applied = Value::Map{{"size", "500GB"}, {"token", SecretDigest{"ab12"}}},
                .protect = true,
                .on_delete = OnDelete::retain,
                .depends_on = {{Kind::firewall, "f"}}};
}

inline Intent delete_intent(std::string name, std::string id) {
  return Intent{.key = {Kind::volume, std::move(name)},
                .operation = "delete_volume",
                .plan_hash = "plan",
                .remote_id = RemoteId{std::move(id)}};
}

}  // namespace muster::testing
