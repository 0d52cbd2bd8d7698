#pragma once

#include "api/net/transport.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace muster::net {

/// Counts the calls that go through it.
class CountedTransport final : public Transport {
 public:
  /// By method and status; "<error>" in place of a status where no answer came.
  using Counts = std::map<std::pair<std::string, std::string>, std::uint64_t>;

  /// `inner` outlives it.
  explicit CountedTransport(Transport& inner) : inner_(inner) {}

  Task<Result<HttpResponse>> send(Context context, HttpRequest request) override;

  const Counts& counts() const { return counts_; }
  std::uint64_t calls() const { return calls_; }

 private:
  Transport& inner_;
  Counts counts_;
  std::uint64_t calls_ = 0;
};

}  // namespace muster::net
