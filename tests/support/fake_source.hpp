#pragma once

#include "api/net/clock.hpp"
#include "api/net/event.hpp"
#include "controller/source/source.hpp"

#include <memory>
#include <optional>
#include <string>

namespace muster::testing {

/// A source that a test writes to.
class FakeSource final : public Source {
 public:
  Task<Result<std::shared_ptr<const Bundle>>> fetch(net::Context) override {
    ++fetches;
    if (clock != nullptr) co_await clock->sleep_for(takes);
    if (error) co_return std::unexpected(*error);
    co_return bundle_;
  }
  Task<void> wait_for_change(net::Context context) override {
    const net::StopListener stop(context, [this] { changed_.notify(); });
    co_await changed_.wait();
  }
  std::string name() const override { return "https://git.example/infra.git branch main"; }

  void commit(const std::string& text) {
    ++commits_;
    Bundle bundle{.revision = "commit-" + std::to_string(commits_),
                  .label = "main@" + std::to_string(commits_)};
    bundle.files.push_back({"project.yaml", text});
    bundle_ = std::make_shared<const Bundle>(std::move(bundle));
  }

  std::optional<Error> error;
  int fetches = 0;
  net::Clock* clock = nullptr;  // without one a fetch takes no time
  Duration takes{0};

 private:
  std::shared_ptr<const Bundle> bundle_;
  net::Event changed_;
  int commits_ = 0;
};

}  // namespace muster::testing
