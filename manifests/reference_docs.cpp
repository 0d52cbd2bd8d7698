#include "manifests/reference_docs.hpp"

#include "manifests/examples.hpp"
#include "manifests/field_words.hpp"
#include "model/kinds/contract_overrides.hpp"
#include "model/resource.hpp"
#include "model/schema.hpp"

#include <string_view>

namespace muster {
namespace {

constexpr std::string_view introduction = R"(# Manifests

<!-- Made from the field tables by manifests/reference_docs.cpp; a test keeps it current. -->

A manifest is a YAML document that says what should exist. A file may hold several, separated by
`---`; muster finds files named `*.yaml` and `*.yml` below the project's folder. The order of files
and documents does not matter. `muster validate` reports everything that is wrong with them, and
`muster schema` prints a JSON Schema for editors.

## The envelope

```yaml
apiVersion: muster/v1   # always
kind: Volume            # one of the kinds below
metadata:
  name: datasets        # unique within its kind; also the name in the account
  labels: {team: nlp}   # optional; for selecting resources, the account does not see them
spec:                   # by kind, below
  tier: legacy
  region: CANADA-1
  type: SSD
  size: 500GB
```

A name has 1 to 50 letters, digits, `_`, `.` and `-`, and begins with a letter or digit. Machines of
the advanced tier are named after hosts: only `a-z`, `0-9` and `-`.

## What YAML means here

YAML 1.2, read strictly. `true` and `false` are the only booleans; `yes`, `no`, `on`, dates, `0777`,
`1_000` and `12:30` are texts, and whatever is in quotes is a text. A number where a text is expected
is an error, not a guess: write `"123"`. Unknown fields, duplicate keys, merge keys (`<<`), tabs for
indentation and fields without a value are errors. Anchors and aliases work. A file may have 16 MiB,
64 levels of nesting and a million values.

## Variables

A Project declares variables with a type and perhaps a default, and environments that give them
values. `${var.NAME}` stands for the value in any field of any other manifest. `--environment ENV`
chooses an environment, and `--var NAME=VALUE` goes before it.

- A value that is nothing but `${var.NAME}` takes the variable's type: `count: ${var.gpus}`. Within
  `[ ]` and `{ }`, YAML wants it in quotes: `{count: "${var.gpus}"}`.
- Within a longer text the value is text: `region: ${var.country}-1`.
- `$${var.NAME}` is the text `${var.NAME}` itself. Any other `${...}` is left alone.

## Values from elsewhere

Where a field takes a text, `{file: PATH}` or `{env: NAME}`, the value can be kept out of the
manifest. A path is relative to the manifest and may not leave the project's folder unless the
Project says `allowOutsideFiles: true`. Of a value from the environment, and of fields marked secret
below, only a keyed digest is ever stored or shown. Variables are not filled in within files.

## References

One manifest names another: `volumes: [datasets]` is the manifest `Volume` `datasets`. For a thing in
the account that muster does not manage, write `{existing: NAME}`. muster creates, changes and deletes
in the order that references ask for; manifests that need each other in a circle are an error.

## Replacing

Some changes need a new thing in place of the old one; a plan marks them `# forces replacement`.
`lifecycle.replace` says how: `allow` deletes the old thing and then creates the new one, `never` makes
such a change an error, and `createFirst`, for machines and firewalls, creates the new one first. As
names are unique in the account, the new one is then called `NAME.2` or the like there (`NAME-2` on
the advanced tier); in the manifests nothing is renamed. Volumes and firewalls move over before the
old machine is deleted. A machine that boots from a volume cannot be replaced so: old and new would
need the volume at the same time.

## Snapshots and images

A Snapshot is a copy of a machine, which is shut off while it is taken and must run before. It is
never changed: every change of the manifest deletes it and takes another, of the machine as it is
then. It outlives its machine; once that has no manifest any more, the reference is written
`{existing: NAME}`. A snapshot has at most one CustomImage, which goes and comes with it.

`boot: {customImage: NAME}` gives a new machine with the disk of the image. `boot: {snapshot: NAME}`
restores the snapshotted machine under another name: hardware and region are those of the snapshot,
and the manifest has to say the same; the keys that can log in are those on the disk, whatever
`sshKeys` says; `userData` is refused, as its time was the first boot. Machines are not made anew when
what they booted from is.

## GPUs that would do

`gpu` is what a machine has, or a list of what would do, most wanted first:

```
  gpu:
    - {model: H100-PCIe-NVLink-80GB, count: 4}
    - {model: H100-PCIe-NVLink-80GB, count: 4, region: NORWAY-1}
    - {model: A100-PCIe-80GB, count: 8, maxHourly: 12.50}
```

When the machine is made, the first that is in stock is taken; the plan says what was passed over and
why. One that would cost more than its `maxHourly`, or of which the price is not known, is passed over
too. The machine then keeps what it got as long as that is on the list, whatever else comes into
stock. Replicas choose one after the other. A machine with firewalls or volumes stays in its region,
because they do.

## Replicas

A VirtualMachine with `replicas: 3` and the name `trainer` stands for `trainer-0`, `trainer-1` and
`trainer-2`, which other manifests name one by one or select by label.
)";

std::string cell(std::string_view text) {
  std::string made;
  for (char c : text) {
    if (c == '|') made += '\\';
    made += c;
  }
  return made;
}

std::string limits_of(const FieldSchema& field) {
  const auto& [info, type] = field;
  const bool counted = type.shape == Shape::integer || type.shape == Shape::size;
  const bool counts_items = type.shape == Shape::list || type.or_list;
  const std::string unit = type.shape == Shape::size      ? " GB"
                           : counts_items                 ? " items"
                           : type.shape == Shape::integer ? ""
                                                          : " bytes";
  std::string text;
  if (info.min && (counted || *info.min > 1))
    text += "at least " + std::to_string(*info.min) + unit;
  if (info.min && !counted && *info.min == 1) text += "not empty";
  if (info.max)
    text += (text.empty() ? "at most " : ", at most ") + std::to_string(*info.max) + unit;
  return text;
}

void add_row(std::string& out, const std::string& name, const FieldSchema& field) {
  const auto& info = field.info;
  std::string meaning(info.doc);
  if (const auto limits = limits_of(field); !limits.empty()) meaning += " (" + limits + ")";
  if (info.sensitive) meaning += " Secret.";
  if (info.only_on) meaning += " Only on " + std::string(to_string(*info.only_on)) + ".";
  const std::string default_text = info.required ? "**required**" : std::string(info.default_text);
  out += "| `" + name + "` | " + cell(type_words(field.type, info)) + " | " + cell(default_text) +
         " | " + change_words(info.change) + " | " + cell(meaning) + " |\n";
}

void add_rows(std::string& out, const ObjectSchema& schema, const std::string& prefix) {
  for (const auto& field : schema.fields) {
    const std::string name = prefix + std::string(field.info.name);
    add_row(out, name, field);
    const bool nested = !field.type.element.empty();
    const TypeSchema& inner = nested ? field.type.element.front() : field.type;
    const bool list = field.type.shape == TypeSchema::Shape::list;
    if (inner.object != nullptr)
      add_rows(out, *inner.object, name + (!nested ? "." : list ? "[]." : ".NAME."));
  }
}

std::string table(const ObjectSchema& schema) {
  std::string out =
      "| field | type | default | a change | meaning |\n| --- | --- | --- | --- | --- |\n";
  add_rows(out, schema, "");
  return out;
}

}  // namespace

std::string reference_docs() {
  std::string out(introduction);
  out +=
      "\n## Fields of every kind that lives in the account\n\nThey stand in `spec`, beside the "
      "kind's own.\n\n";
  out += table(managed_schema());
  for (const auto& [kind, name] : enum_names<Kind>) {
    out += "\n## " + std::string(name) + "\n\n" + std::string(kind_doc(kind)) + "\n\n```yaml\n";
    out += std::string(example_of(kind)) + "```\n\n" + table(spec_schema(kind));
  }
  out +=
      "\n## The contract file\n\nNamed by `spec.api.contract` of the Project: one document with "
      "these fields and no envelope. It corrects what muster believes about the API, where the "
      "real service turns out to differ.\n\n";
  out += table(schema_detail::object_schema<ContractOverrides>());
  return out;
}

}  // namespace muster
