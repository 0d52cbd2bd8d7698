#include "controller/cli/daemon_words.hpp"

#include "controller/serve/status_documents.hpp"
#include "tests/controller/serve/fake_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::cli {
namespace {

using ::testing::HasSubstr;

/// What the client gets to see of a daemon, by way of JSON as over the wire.
DaemonView view_of(const DaemonStatus& status) {
  const auto sent = [](const Value& value) { return value_from_json(to_json(value)).value(); };
  const auto projects = sent(projects_document(status));
  return {projects.find("projects")->get_if<Value::List>()->front(),
          sent(resources_document(status, std::nullopt)), sent(plans_document(status)),
          sent(schedules_document(status))};
}

TEST(StatusText, says_what_is_and_what_keeps_it_from_more) {
  const auto status = busy_status();
  const auto now = status.started_at + std::chrono::seconds(75);
  EXPECT_EQ(status_text(view_of(status), now, 0, false),
            R"(infra: ready, at main@1a2b3c4d
Source: /srv/infra
Account: https://barrack.example/api
Last cycle: 1m15s ago, every 1m; up since 2026-01-01T00:00:00Z
Cost: 2.2900001 EUR an hour
Credit: lasts 1h30m
Suspended: Volume/data, since 1m15s ago, until 2026-01-01T02:00:00Z: a disk is moved
Plan bbbbbbbb02 waits for approval. 4 to destroy
  because 4 deletions
  `muster approve bbbbbbbb02` releases it; `muster status --plan bbbbbbbb02` shows it
Resources: 1 of 2 as the manifests say

RESOURCE                STATE                   ID  TRIES  NEXT                  MESSAGE
VirtualMachine/trainer  not ready (NoCapacity)  -   2      2026-01-01T00:00:30Z  no <L40> is free

SCHEDULE                  NEXT                  LAST-SUCCESS          NOTE
SnapshotSchedule/nightly  2026-01-01T03:00:00Z  2025-12-31T03:00:00Z  waits for the window
)");
}

TEST(StatusText, shows_every_resource_if_asked_and_no_money_that_is_not_known) {
  auto status = busy_status();
  status.hourly.reset();
  status.runway.reset();
  const auto text = status_text(view_of(status), status.started_at, 0, true);
  EXPECT_THAT(text, HasSubstr("\nVolume/data"));
  EXPECT_THAT(text, Not(HasSubstr("Cost")));
  EXPECT_THAT(text, Not(HasSubstr("Credit")));
}

TEST(StatusText, a_daemon_that_has_just_started_has_little_to_say) {
  DaemonStatus status;
  status.project = "infra";
  status.interval = std::chrono::minutes(1);
  status.conditions = {
      {.type = "SourceReady", .reason = "FetchFailed", .message = "no\x1b[2J way"}};
  const auto text = status_text(view_of(status), status.started_at, 0, false);
  EXPECT_THAT(text, HasSubstr("infra: not known yet, nothing was read yet\n  FetchFailed: no"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("Last cycle: none yet, every 1m"));
  EXPECT_THAT(text, HasSubstr("Resources: 0 of 0"));
}

}  // namespace
}  // namespace muster::cli
