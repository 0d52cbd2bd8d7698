#include "api/codec/choice.hpp"
#include "api/codec/image.hpp"
#include "api/codec/snapshot.hpp"
#include "tests/api/codec_fixture.hpp"

namespace muster::api {
namespace {

struct SnapshotCodec : Codec {
  DecodedSnapshot snapshot(const json& object) {
    auto decoded = decode_snapshot(wire, object, Source::list);
    EXPECT_TRUE(decoded) << decoded.error().text();
    return decoded ? *std::move(decoded) : DecodedSnapshot();
  }
  DecodedImage image(const json& object) {
    auto decoded = decode_image(wire, object, Source::list);
    EXPECT_TRUE(decoded) << decoded.error().text();
    return decoded ? *std::move(decoded) : DecodedImage();
  }
};

TEST_F(SnapshotCodec, reads_a_snapshot) {
  const auto item = snapshot(json::parse(R"({
      "snapshot_id": "BRK-123456S", "snapshot_name": "nightly", "description": "",
      "status": "SUCCESS", "size_gb": 100, "tier": "Legacy", "region": "CANADA-1",
      "instance_id": "BRK-1D", "vm_name": "trainer", "is_image": true,
      "vm_config": {"cpu": 28}, "has_floating_ip": false,
      "created_at": "2025-01-15T10:30:00Z", "updated_at": null})"));
  EXPECT_FALSE(item.partial);
  EXPECT_FALSE(item.deleted);
  const auto& value = item.value;
  EXPECT_EQ(value.id, RemoteId{"BRK-123456S"});
  EXPECT_EQ(value.name, "nightly");
  EXPECT_EQ(value.state, SetupState::ready);
  EXPECT_EQ(value.status, "SUCCESS");
  EXPECT_EQ(value.tier, Tier::legacy);
  EXPECT_EQ(value.region, "CANADA-1");
  EXPECT_EQ(value.size, Gigabytes{100});
  EXPECT_EQ(value.machine, RemoteId{"BRK-1D"});
  EXPECT_EQ(value.machine_name, "trainer");
  EXPECT_EQ(value.description, std::nullopt);
  EXPECT_EQ(value.has_image, true);
  EXPECT_TRUE(value.created_at);
  EXPECT_TRUE(notices.empty()) << notices.front();
}

TEST_F(SnapshotCodec, reads_a_snapshot_as_the_upstream_spells_it) {
  const auto item = snapshot(json::parse(R"({"id": 7, "name": "nightly", "state": "COMPLETE",
      "size": "40", "region": {"id": 1, "name": "US-1"}, "vm": {"id": 9, "name": "trainer"}})"));
  EXPECT_EQ(item.value.id, RemoteId{"7"});
  EXPECT_EQ(item.value.state, SetupState::ready);
  EXPECT_EQ(item.value.size, Gigabytes{40});
  EXPECT_EQ(item.value.region, "US-1");
  EXPECT_EQ(item.value.machine, RemoteId{"9"});
  EXPECT_EQ(item.value.machine_name, "trainer");
  EXPECT_EQ(item.value.has_image, std::nullopt);
  EXPECT_FALSE(item.partial);
}

TEST_F(SnapshotCodec, only_a_finished_snapshot_is_ready) {
  struct Case {
    const char* status;
    SetupState state;
    bool deleted;
  };
  for (const auto& c : std::initializer_list<Case>{
           {"SUCCESS", SetupState::ready, false},
           {"available", SetupState::ready, false},
           {"successful", SetupState::ready, false},
           {"CREATING", SetupState::pending, false},
           {"RESTORING", SetupState::pending, false},
           {"DELETING", SetupState::pending, false},
           {"DELETED", SetupState::pending, true},
           {"FAILED", SetupState::error, false},
           {"THAWING", SetupState::unknown, false},
           {"", SetupState::unknown, false},
       }) {
    const auto item = snapshot({{"snapshot_id", "s"}, {"name", "n"}, {"status", c.status}});
    EXPECT_EQ(item.value.state, c.state) << c.status;
    EXPECT_EQ(item.value.status, c.status) << "the word is kept";
    EXPECT_EQ(item.deleted, c.deleted) << c.status;
  }
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_NE(notices.front().find("THAWING"), std::string::npos);
}

TEST_F(SnapshotCodec, a_row_that_lacks_what_matters_is_partial) {
  const json whole = {{"snapshot_id", "s"},
                      {"name", "n"},
                      {"status", "SUCCESS"},
                      {"region", "US-1"},
                      {"instance_id", "i"}};
  EXPECT_FALSE(snapshot(whole).partial);
  for (const char* member : {"status", "region", "instance_id"}) {
    json row = whole;
    row.erase(member);
    EXPECT_TRUE(snapshot(row).partial) << member;
  }
}

TEST_F(SnapshotCodec, refuses_things_without_id_or_name) {
  for (const char* text : {R"({"name": "n"})", R"({"snapshot_id": "s", "image_id": "i"})", "{}",
                           "[]", "null", R"({"id": {}, "name": "n"})"}) {
    EXPECT_FALSE(decode_snapshot(wire, json::parse(text), Source::detail)) << text;
    EXPECT_FALSE(decode_image(wire, json::parse(text), Source::detail)) << text;
  }
}

TEST_F(SnapshotCodec, encodes_what_a_snapshot_needs) {
  EXPECT_EQ(encode_snapshot(contract, {.name = "nightly", .machine = {"BRK-1D"}}),
            json::parse(R"({"snapshot_name": "nightly", "instance_id": "BRK-1D"})"));
  EXPECT_EQ(encode_snapshot(contract, {.name = "n", .machine = {"m"}, .description = "weekly"}),
            json::parse(R"({"snapshot_name": "n", "instance_id": "m", "description": "weekly"})"));
}

TEST_F(SnapshotCodec, reads_an_image) {
  const auto item = image(json::parse(R"({
      "image_id": "BRK-1I", "name": "base", "status": "SUCCESS", "snapshot_id": "BRK-1S",
      "region": "CANADA-1", "size": 100, "is_public": false,
      "created_at": "2025-01-15T10:30:00"})"));
  EXPECT_EQ(item.value.id, RemoteId{"BRK-1I"});
  EXPECT_EQ(item.value.name, "base");
  EXPECT_EQ(item.value.state, SetupState::ready);
  EXPECT_EQ(item.value.snapshot, RemoteId{"BRK-1S"});
  EXPECT_EQ(item.value.region, "CANADA-1");
  EXPECT_EQ(item.value.size, Gigabytes{100});
  EXPECT_TRUE(item.value.created_at);
  EXPECT_FALSE(item.partial);
  EXPECT_TRUE(notices.empty()) << notices.front();
}

TEST_F(SnapshotCodec, an_image_without_a_state_is_ready) {
  const auto item = image(json::parse(
      R"({"id": 3, "image_name": "base", "region_name": "US-1", "snapshot": {"id": 9}})"));
  EXPECT_EQ(item.value.state, SetupState::ready);
  EXPECT_EQ(item.value.status, "");
  EXPECT_EQ(item.value.snapshot, RemoteId{"9"});
  EXPECT_EQ(item.value.size, std::nullopt);
  EXPECT_FALSE(item.partial);
  EXPECT_EQ(image({{"id", 3}, {"name", "n"}, {"status", "MELTING"}}).value.state,
            SetupState::unknown);
  EXPECT_TRUE(image({{"id", 3}, {"name", "n"}, {"status", "DELETED"}}).deleted);
}

struct Related {
  const char* answer;
  const char* image;  // empty: none; null: the answer does not say
};

TEST_F(SnapshotCodec, reads_which_image_a_snapshot_has) {
  const Related cases[] = {
      {R"({"snapshot_id": "s", "has_image": true, "image_id": "i"})", "i"},
      {R"({"has_image": true, "image": {"image_id": "i", "name": "n"}})", "i"},
      {R"({"relationship": {"has_image": true, "image_id": 5}})", "5"},
      {R"({"image_id": "i"})", "i"},
      {R"({"has_image": false, "image_id": null})", ""},
      {R"({"has_image": false, "image_id": "old"})", ""},
      {R"({"image_id": null})", ""},
      {R"({"has_image": true})", nullptr},
      {R"({})", nullptr},
      {R"([])", nullptr},
  };
  for (const auto& c : cases) {
    const auto read = decode_image_of(wire, json::parse(c.answer));
    ASSERT_EQ(read.has_value(), c.image != nullptr) << c.answer;
    if (!read) {
      EXPECT_EQ(read.error().code(), Errc::protocol) << c.answer;
      continue;
    }
    EXPECT_EQ(read->value_or(RemoteId{}).text, c.image) << c.answer;
  }
}

TEST_F(SnapshotCodec, reads_the_images_of_many_as_a_map_or_a_list) {
  const std::map<RemoteId, RemoteId> wanted = {{{"a"}, {"i"}}, {{"b"}, {"j"}}};
  for (const char* form :
       {R"({"a": {"has_image": true, "image_id": "i"}, "b": "j", "c": {"has_image": false}})",
        R"({"a": "i", "b": {"image": {"id": "j"}}, "c": null})",
        R"([{"snapshot_id": "a", "image_id": "i"}, {"snapshot_id": "b", "image_id": "j"},
            {"snapshot_id": "c", "image_id": null}, {"image_id": "x"}])"}) {
    const auto images =
        decode_images_of(wire, json::parse(std::string(R"({"relationships": )") + form + "}"));
    ASSERT_TRUE(images) << form;
    EXPECT_EQ(*images, wanted) << form;
  }
  for (const char* none : {"{}", R"({"relationships": 5})", "[]"})
    EXPECT_FALSE(decode_images_of(wire, json::parse(none))) << none;
}

TEST_F(SnapshotCodec, reads_machines_to_choose_from) {
  const auto choices = decode_choices(wire, json::parse(R"({"instances": [
      {"instance_id": "2", "vm_name": "b", "status": "ACTIVE", "region": "US-1"},
      {"id": 1, "name": "a"}, {"name": "nobody"}]})"));
  ASSERT_TRUE(choices);
  ASSERT_EQ(choices->size(), 2U);
  EXPECT_EQ(choices->front().id, "1");
  EXPECT_EQ(choices->back().name, "b");
  EXPECT_EQ(choices->back().status, "ACTIVE");
  EXPECT_EQ(choices->back().region, "US-1");
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_FALSE(decode_choices(wire, json::parse("{}")));
}

TEST_F(SnapshotCodec, reads_the_firewalls_of_a_machine) {
  const auto ids = decode_attached_firewalls(wire, json::parse(R"({"firewalls": [
      {"firewall_id": "f2", "status": "SUCCESS"}, "f1", {"id": "f3", "status": "DETACHED"},
      {"firewall_id": "f2", "status": "ATTACHING"}]})"));
  ASSERT_TRUE(ids);
  EXPECT_EQ(*ids, (std::vector<RemoteId>{{"f1"}, {"f2"}}));
}

}  // namespace
}  // namespace muster::api
