#pragma once

#include "api/net/event_loop.hpp"
#include "api/net/real_clock.hpp"
#include "controller/source/git_source.hpp"
#include "tests/controller/source/support/git_world.hpp"

#include <fstream>
#include <map>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::testing {

/// A repository, and muster's own copy of it beside.
class GitTest : public ::testing::Test {
 protected:
  using Fetched = Result<std::shared_ptr<const Bundle>>;

  GitSourceOptions options(std::string url) {
    GitSourceOptions made{.url = std::move(url), .cache = world.path("cache")};
    made.environment = [this](const std::string& name) {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    return made;
  }
  GitSourceOptions options() { return options(world.repository()); }

  std::unique_ptr<GitSource> open(GitSourceOptions from) {
    auto made = GitSource::create(clock, pool, std::move(from));
    if (!made) throw std::runtime_error(made.error().text());
    return *std::move(made);
  }
  Fetched fetch(GitSource& source, net::Context context = {}) {
    return loop.run(source.fetch(std::move(context)));
  }
  Fetched fetch(GitSourceOptions from) { return fetch(*open(std::move(from))); }

  void expect_refused(const Fetched& fetched, Errc code, const std::string& says) {
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code(), code) << fetched.error().text();
    EXPECT_THAT(fetched.error().text(), ::testing::HasSubstr(says));
  }

  GitWorld world;
  std::map<std::string, std::string> environment;
  net::EventLoop loop;
  net::RealClock clock;
  net::BlockingPool pool{1};
};

}  // namespace muster::testing
