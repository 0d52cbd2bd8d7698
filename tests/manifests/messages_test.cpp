// What users are told: one line a message, by the field that is wrong.

#include "tests/manifests/support.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

struct Case {
  std::string text;
  std::string expected;  // line:column: message [hint]
};

void expect_only(const std::vector<Case>& cases) {
  for (const auto& [text, expected] : cases) {
    std::string shown;
    for (const auto& d : load_text(text).diagnostics) {
      shown += (shown.empty() ? "" : " & ") + std::to_string(d.position.line) + ":" +
               std::to_string(d.position.column) + ": " + d.message;
      if (!d.hint.empty()) shown += " [" + d.hint + "]";
    }
    EXPECT_EQ(shown, expected) << text;
  }
}

/// A Budget has only optional fields: each can be wrong alone.
std::string budget(const std::string& spec) {
  return manifest("Budget", "b", "{" + spec + "}");
}

std::string schedule(const std::string& more) {
  return manifest("PowerSchedule", "p",
                  "{hibernate: \"@daily\", restore: \"@daily\", " + more + "}");
}

const std::string rules_start = "{region: R, rules: [{direction: ingress, protocol: tcp, ";

TEST(Messages, about_the_envelope) {
  const std::string head = "apiVersion: muster/v1\nkind: Budget\n";
  expect_only({
      {"a\n",
       "1:1: expected a manifest (a mapping with apiVersion, kind, metadata and spec), found "
       "a text"},
      {"kind: Budget\nmetadata: {name: b}\n",
       "1:1: missing field `apiVersion` [write apiVersion: muster/v1]"},
      {"apiVersion: muster/v2\nkind: Budget\n",
       "1:13: unknown apiVersion `muster/v2` [this muster reads muster/v1]"},
      {"apiVersion: 1\nkind: Budget\nmetadata: {name: b}\n",
       "1:13: `apiVersion`: expected a text, found a number [write it in quotes: \"1\"]"},
      {"apiVersion: muster/v1\nmetadata: {name: b}\n", "1:1: missing field `kind`"},
      {"apiVersion: muster/v1\nkind: Machine\nmetadata: {name: b}\n",
       "2:7: unknown kind `Machine` [kinds: Project, SSHKey, StartupScript, Firewall, Volume, "
       "VirtualMachine, Snapshot, CustomImage, SnapshotSchedule, PowerSchedule, Budget]"},
      {"apiVersion: muster/v1\nkind: budget\nmetadata: {name: b}\n",
       "2:7: unknown kind `budget` [did you mean `Budget`?]"},
      {head, "1:1: missing field `metadata` [write metadata: {name: NAME}]"},
      {head + "metadata: {}\n", "3:1: missing field `name` in `metadata`"},
      {head + "metadata: {name: 7}\n",
       "3:18: `metadata.name`: expected a text, found a number [write it in quotes: \"7\"]"},
      {head + "metadata: {name: a b}\n",
       "3:18: `metadata.name`: `a b` is not a name: 1 to 50 letters, digits, `_`, `.` and `-`, "
       "beginning with a letter or digit"},
      {head + "metadata: {name: b, labels: {a: 1}}\n",
       "3:33: `metadata.labels.a`: expected a text, found a number [write it in quotes: \"1\"]"},
      {head + "metadata: {name: b, label: {}}\n",
       "3:21: unknown field `label` in `metadata` [did you mean `labels`?]"},
      {head + "metadata: {name: b}\nspek: {}\n",
       "4:1: unknown field `spek` [did you mean `spec`?]"},
      {head + "metadata: {name: b}\nstatus: {}\n",
       "4:1: unknown field `status` [a manifest has apiVersion, kind, metadata and spec]"},
      {head + "metadata: {name: b}\nspec:\n",
       "4:1: `spec` has no value [leave it out, or give it a value]"},
      {"apiVersion: muster/v1\nkind: Firewall\nmetadata: {name: f}\n", "1:1: missing field `spec`"},
      {budget("") + budget(""), "9:18: Budget/b exists already at a.yaml:4:18"},
      {manifest("Project", "p", "{}") + manifest("Project", "q", "{}"),
       "7:1: a second Project; the first is at a.yaml:2:1"},
  });
}

TEST(Messages, about_fields) {
  expect_only({
      {budget("maxGpu: 1"), "5:8: unknown field `maxGpu` [did you mean `maxGpus`?]"},
      {budget("zzz: 1"),
       "5:8: unknown field `zzz` [fields here: currency, maxHourly, maxMonthly, minRunway, "
       "maxDeletes, maxGpus, allowedGpuModels, allowPublicSsh, onLowCredit, lowCredit]"},
      {manifest("Firewall", "f", "{}"), "5:1: missing field `region` in `spec`"},
      {manifest("Firewall", "f", "{region: \"\"}"), "5:16: `region` may not be empty"},
      {manifest("Firewall", "f", "[]"), "5:7: `spec`: expected a mapping, found a list"},
      {schedule("virtualMachines: {}"), "5:48: `virtualMachines` needs one of: names, matchLabels"},
      {schedule("virtualMachines: {names: [], matchLabels: {}}"),
       "5:77: `virtualMachines` takes only one of: names, matchLabels"},
      {machine("vm", "lifecycle: {ignore: [/spec/gpu/modell]}"),
       "5:144: `lifecycle.ignore[0]`: there is no field `modell` [did you mean `model`?]"},
      {machine("vm", "lifecycle: {ignore: [gpu]}"),
       "5:144: `lifecycle.ignore[0]`: expected a JSON pointer below /spec, such as "
       "/spec/powerState"},
      {machine("vm", "lifecycle: {ignore: [/spec/sshKeys/0]}"),
       "5:144: `lifecycle.ignore[0]`: only whole fields can be ignored, not parts of their value"},
      {machine("vm", "lifecycle: {ignore: [/spec/replicas]}"),
       "5:144: `lifecycle.ignore[0]`: `replicas` is muster's own: there is nothing in the account "
       "to ignore"},
      {budget("lifecycle: {}"),
       "5:8: unknown field `lifecycle` [fields here: currency, maxHourly, maxMonthly, minRunway, "
       "maxDeletes, maxGpus, allowedGpuModels, allowPublicSsh, onLowCredit, lowCredit]"},
  });
}

TEST(Messages, about_types) {
  expect_only({
      {budget("allowPublicSsh: yes"),
       "5:24: `allowPublicSsh`: expected true or false, found a text"},
      {budget("allowPublicSsh: \"true\""),
       "5:24: `allowPublicSsh`: expected true or false, found a text"},
      {budget("maxGpus: 1.5"), "5:17: `maxGpus`: expected a whole number, found a number"},
      {budget("maxGpus: \"1\""), "5:17: `maxGpus`: expected a whole number, found a text"},
      {budget("maxGpus: 0777"), "5:17: `maxGpus`: expected a whole number, found a text"},
      {budget("maxGpus: [1]"), "5:17: `maxGpus`: expected a whole number, found a list"},
      {budget("maxGpus: "), "5:8: `maxGpus` has no value [leave it out, or give it a value]"},
      {budget("maxGpus: ~"), "5:8: `maxGpus` has no value [leave it out, or give it a value]"},
      {budget("maxGpus: 99999999999999999999"), "5:17: `maxGpus`: the number is too large"},
      {budget("maxGpus: -1"), "5:17: `maxGpus` must be at least 0, found -1"},
      {machine("vm", "replicas: 1001"), "5:133: `replicas` must be at most 1000, found 1001"},
      {budget("currency: GBP"), "5:18: `currency`: unknown value `GBP`; one of: USD, EUR, INR"},
      {budget("currency: usd"),
       "5:18: `currency`: unknown value `usd`; one of: USD, EUR, INR [did you mean `USD`?]"},
      {budget("currency: {}"), "5:18: `currency`: expected a text, found a mapping"},
      {budget("minRunway: 14"),
       "5:19: `minRunway`: expected a duration such as 90s, 20m or 1h30m, found a number"},
      {budget("minRunway: 14 days"),
       "5:19: `minRunway`: `14 days` is not a duration such as 90s, 20m or 1h30m"},
      {budget("maxHourly: 1e3"), "5:19: `maxHourly`: `1e3` is not an amount such as 12.50"},
      {budget("maxHourly: -1"), "5:19: `maxHourly`: `-1` is not an amount such as 12.50"},
      {budget("allowedGpuModels: A40"), "5:26: `allowedGpuModels`: expected a list, found a text"},
      {budget("allowedGpuModels: [A40, L40, A40]"),
       "5:37: `allowedGpuModels` lists the same thing twice"},
      {budget("allowedGpuModels: [{}]"),
       "5:27: `allowedGpuModels[0]`: expected a text, found a mapping"},
      {manifest("Volume", "v", "{tier: legacy, region: R, type: SSD, size: 99GB}"),
       "5:50: `size` must be at least 100 GB, found 99 GB"},
      {manifest("Volume", "v", "{tier: legacy, region: R, type: SSD, size: big}"),
       "5:50: `size`: `big` is not a size such as 500GB or 2TB"},
      {manifest("Volume", "v", "{tier: legacy, region: R, type: SSD, size: 1.5}"),
       "5:50: `size`: expected a size such as 500GB or 2TB, found a number"},
      {manifest("Firewall", "f", rules_start + "ports: 0, cidr: 10.0.0.0/8}]}"),
       "5:70: `rules[0].ports`: `0` is not a port (1 to 65535) or a range such as 8000-8010"},
      {manifest("Firewall", "f", rules_start + "ports: true, cidr: 10.0.0.0/8}]}"),
       "5:70: `rules[0].ports`: expected a port or a range such as 8000-8010, found a boolean"},
      {manifest("Firewall", "f", rules_start + "cidr: 10.0.0.1/8}]}"),
       "5:69: `rules[0].cidr`: `10.0.0.1/8` is not an address block such as 203.0.113.0/24 [the "
       "bits "
       "after the prefix must be zero]"},
      {manifest("Firewall", "f", rules_start + "cidr: 10}]}"),
       "5:69: `rules[0].cidr`: expected an address block such as 203.0.113.0/24, found a number"},
  });
}

TEST(Messages, about_formats) {
  const std::string names = "virtualMachines: {names: []}, ";
  expect_only({
      {schedule(names + "timeZone: Mars/Olympus"),
       "5:88: `timeZone`: unknown time zone `Mars/Olympus` [use an IANA name such as Europe/Oslo]"},
      {schedule(names + "except: [2026-02-30]"),
       "5:87: `except[0]`: `2026-02-30` is not a date such as 2026-12-24"},
      {manifest("PowerSchedule", "p", "{hibernate: noon, restore: \"@daily\", " + names + "}"),
       "5:19: `hibernate`: `noon` is not a cron expression: expected five fields (minute, hour, "
       "day "
       "of month, month, day of week), found 1"},
      {manifest("Project", "p", "{api: {endpoint: barrack.ai}}"),
       "5:24: `api.endpoint`: `barrack.ai` is not an address such as https://barrack.ai/api"},
      {manifest("Project", "p", "{api: {endpoint: \"https://u:p@host\"}}"),
       "5:24: `api.endpoint`: an address may hold neither user nor password: https://HOST/PATH"},
      {manifest("Project", "p", "{manifests: [\"\"]}"),
       "5:20: `manifests[0]`: a path may not be empty"},
  });
}

TEST(Messages, about_texts_from_elsewhere) {
  const auto key = [](const std::string& value) {
    return manifest("SSHKey", "k", "{publicKey: " + value + "}");
  };
  expect_only({
      {key("{env: NOPE}"), "5:25: the environment variable `NOPE` is not set"},
      {key("{file: nope}"), "5:26: cannot read `nope`: there is no file nope beside a.yaml"},
      {key("{file: empty}"), "5:19: `publicKey` may not be empty"},
      {key("{file: private}"),
       "5:19: `publicKey`: this is a private key, which must not leave your machine: give the .pub "
       "file beside it"},
      {key("alice"),
       "5:19: `publicKey`: this is not a public key in OpenSSH form, one line such as "
       "`ssh-ed25519 AAAA... comment`"},
      {key("{url: x}"), "5:19: `publicKey`: expected a text, {file: PATH} or {env: NAME}"},
      {key("{env: A, file: b}"), "5:19: `publicKey`: expected a text, {file: PATH} or {env: NAME}"},
      {key("[]"), "5:19: `publicKey`: expected a text, found a list"},
      {key("{env: 1}"),
       "5:25: `publicKey`: expected a text, found a number [write it in quotes: "
       "\"1\"]"},
  });
}

TEST(Messages, about_the_form_of_references) {
  const std::string form =
      "expected the name of a Volume manifest, or {existing: NAME} for what muster does not manage";
  expect_only({
      {machine("vm", "volumes: [{name: v}]"), "5:133: `volumes[0]`: " + form},
      {machine("vm", "volumes: [[v]]"), "5:133: `volumes[0]`: " + form + ", found a list"},
      {machine("vm", "volumes: [1]"),
       "5:133: `volumes[0]`: expected a text, found a number [write it in quotes: \"1\"]"},
      {machine("vm", "volumes: [{existing: \"\"}]"), "5:144: `volumes[0]` names nothing"},
      {machine("vm", "volumes: [v w]"),
       "5:133: `volumes[0]`: `v w` is not a name: 1 to 50 letters, digits, `_`, `.` and `-`, "
       "beginning with a letter or digit & 5:133: there is no Volume `v w` [use {existing: v w} "
       "for "
       "something muster does not manage]"},
  });
}

TEST(Messages, show_the_line_a_caret_and_a_suggestion) {
  const auto loaded = load_text(
      "apiVersion: muster/v1\nkind: Volume\nmetadata:\n  name: data\n"
      "spec:\n  tier: legcy\n  regoin: CANADA-1\n  region: CANADA-1\n"
      "  type: SSD\n  size: 50GB\n");
  EXPECT_EQ(rendered(loaded.diagnostics),
            "a.yaml:6:9: error: `tier`: unknown value `legcy`; one of: legacy, advanced\n"
            "  6 |   tier: legcy\n"
            "    |         ^~~~~\n"
            "  help: did you mean `legacy`?\n"
            "a.yaml:7:3: error: unknown field `regoin`\n"
            "  7 |   regoin: CANADA-1\n"
            "    |   ^~~~~~\n"
            "  help: did you mean `region`?\n"
            "a.yaml:10:9: error: `size` must be at least 100 GB, found 50 GB\n"
            "  10 |   size: 50GB\n"
            "     |         ^~~~\n");
}

}  // namespace
}  // namespace muster
