#include "controller/reconcile/importing.hpp"

#include "diff/live_index.hpp"
#include "manifests/exporter.hpp"
#include "manifests/formats.hpp"
#include "manifests/yaml_text.hpp"
#include "model/suggest.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace muster {
namespace {

std::string in_words(Kind kind, const std::string& name, const RemoteId& id) {
  return std::string(to_string(kind)) + " '" + name + "' (" + id.text + ")";
}

/// A document of a file that is being written, by its lines.
struct Written {
  std::string file;
  std::uint32_t first_line = 0;
  std::uint32_t last_line = 0;
  const Importable* item = nullptr;
};

std::uint32_t lines_of(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
}

/// Why the thing is left out, without its address in front.
std::string reason(const Diagnostic& diagnostic, const Importable& item) {
  std::string text = diagnostic.message;
  const auto address = to_string(item.resource.key) + ": ";
  if (text.starts_with(address)) text.erase(0, address.size());
  return text + (diagnostic.hint.empty() ? "" : " (" + diagnostic.hint + ")");
}

/// What a reader of the file should know of a thing that is not in it.
std::string note_of(const Importable& item) {
  std::string text = yaml_comment(
      "Not imported: " + in_words(item.resource.key.kind, item.resource.key.name, item.id) + ": " +
      item.problem +
      (item.unknown.empty() ? "."
                            : ". Fill in what is unknown, take the comment "
                              "signs away, and run `muster apply --adopt`."));
  if (!item.unknown.empty())
    text += "#\n" + commented_out(export_manifest(item.resource, {item.remarks, item.unknown}));
  return text;
}

class Preparation {
 public:
  Preparation(const ImportRequest& request, const LiveState& live, const RecordedState& recorded,
              const SecretKey& secrets)
      : request_(request), live_(live), index_(live), recorded_(recorded) {
    import_.options.adopt = true;
    import_.options.secrets = secrets;
  }

  Result<Import> run() {
    MUSTER_TRY(const auto project, request_.load({}));
    if (has_errors(project.diagnostics))
      return fail(Errc::invalid_manifest, "the manifests of the project are not valid");
    MUSTER_CHECK(choose());
    refuse_names();
    // Each round but the last refuses something.
    for (;;) {
      sort_out(importables(live_, recorded_, project.desired, scope_));
      write_files();
      MUSTER_TRY(import_.loaded, request_.load(import_.files));
      if (refuse_for(import_.loaded.diagnostics)) continue;
      if (has_errors(import_.loaded.diagnostics))
        return fail(Errc::conflict,
                    "the manifests to import do not go together with those of the "
                    "project: " +
                        first_error(import_.loaded.diagnostics));
      if (import_.taken.empty()) return std::move(import_);
      plan();
      if (refuse_for(import_.planned.diagnostics)) continue;
      if (has_errors(import_.planned.diagnostics)) return std::move(import_);
      MUSTER_TRY(const bool refused, refuse_more_than_adoption());
      if (!refused) return std::move(import_);
    }
  }

 private:
  /// Decides what is wanted: everything, or the one thing of that name or id.
  Result<void> choose() {
    if (!request_.kind) {
      scope_.wanted = [](Kind, const RemoteId&) { return true; };
      return {};
    }
    const Kind kind = *request_.kind;
    auto found = index_.named(kind, request_.name);
    if (const auto by_id = index_.find(kind, {request_.name}); found.empty() && exists(by_id))
      found = {by_id};
    if (found.empty()) return std::unexpected(not_found(kind));
    const auto owners = managed_things(recorded_);
    std::set<RemoteId> ids;
    for (const auto& thing : found) {
      const auto owner = owners.find({kind, id_of(thing)});
      if (owner == owners.end())
        ids.insert(id_of(thing));
      else if (found.size() == 1)
        return fail(Errc::conflict, in_words(kind, name_of(thing), id_of(thing)) +
                                        " is managed already, as " + to_string(owner->second) +
                                        "; there is nothing to import");
    }
    scope_.wanted = [kind, ids](Kind of, const RemoteId& id) {
      return of == kind && ids.contains(id);
    };
    return {};
  }

  Error not_found(Kind kind) const {
    const auto names = index_.names(kind);
    const auto near = nearest(request_.name, names);
    return {Errc::not_found, "there is no " + std::string(to_string(kind)) + " named '" +
                                 request_.name + "' in the account" +
                                 (near ? "; did you mean '" + *near + "'?" : "")};
  }

  /// Names in the account may be anything; those of manifests may not, and they are the same.
  void refuse_names() {
    for (const auto& item : importables(live_, recorded_, {}, scope_)) {
      const auto problem = format_problem(Format::resource_name, item.resource.key.name);
      if (!problem.empty())
        scope_.refused[item.thing()] =
            problem +
            ". Manifests may refer to it as {existing: NAME}; to manage it, make another of an "
            "allowed name in its place";
    }
  }

  void sort_out(std::vector<Importable> items) {
    import_.taken.clear();
    import_.left_out.clear();
    for (auto& item : items)
      (item.can_be_taken() ? import_.taken : import_.left_out).push_back(std::move(item));
  }

  ManifestFile& file_for(Kind kind) {
    const auto path = request_.file_for(kind);
    const auto file = std::ranges::find(import_.files, path, &ManifestFile::path);
    return file != import_.files.end() ? *file : import_.files.emplace_back(path, "");
  }

  void write_files() {
    import_.files.clear();
    written_.clear();
    for (const auto& item : import_.taken) {
      auto& file = file_for(item.resource.key.kind);
      if (!file.text.empty()) file.text += "---\n";
      const auto first = lines_of(file.text) + 1;
      file.text += export_manifest(item.resource, {item.remarks, {}});
      written_.push_back({file.path, first, lines_of(file.text), &item});
    }
    for (const auto& item : import_.left_out) {
      const auto path = request_.file_for(item.resource.key.kind);
      const auto file = std::ranges::find(import_.files, path, &ManifestFile::path);
      if (file == import_.files.end() || item.is_going) continue;
      file->text += "\n" + note_of(item);
    }
  }

  const Written* written_at(const Position& place) const {
    const auto found = std::ranges::find_if(written_, [&](const Written& document) {
      return document.file == place.file && document.first_line <= place.line &&
             place.line <= document.last_line;
    });
    return found == written_.end() ? nullptr : &*found;
  }

  /// Leaves out what the problems are about. False if they are about nothing that was written.
  bool refuse_for(const Diagnostics& diagnostics) {
    bool refused = false;
    for (const auto& diagnostic : diagnostics) {
      const auto* document = written_at(diagnostic.position);
      if (diagnostic.severity != Severity::error || document == nullptr) continue;
      refused = true;
      scope_.refused.try_emplace(document->item->thing(), reason(diagnostic, *document->item));
    }
    return refused;
  }

  static std::string first_error(const Diagnostics& diagnostics) {
    for (const auto& diagnostic : diagnostics)
      if (diagnostic.severity == Severity::error) return render(diagnostic);
    return {};
  }

  void plan() {
    import_.options.targets.clear();
    for (const auto& item : import_.taken) import_.options.targets.push_back(item.resource.key);
    import_.planned = make_plan(import_.loaded.desired, live_, recorded_, import_.options);
  }

  /// Leaves out what would be changed, too. Errors: conflict, if something else would be.
  Result<bool> refuse_more_than_adoption() {
    bool refused = false;
    for (const auto& step : import_.planned.plan.steps) {
      if (std::holds_alternative<Adopt>(step.operation)) continue;
      const auto item = std::ranges::find(import_.taken, step.resource,
                                          [](const Importable& i) { return i.resource.key; });
      if (item == import_.taken.end())
        return fail(Errc::conflict, to_string(step.resource) +
                                        ", which what is to be imported needs, has changes of its "
                                        "own; `muster apply` them first");
      refused = true;
      scope_.refused.try_emplace(item->thing(),
                                 "its manifest would change it (" + describe(step.operation) +
                                     "); it may be changing just now: try again later");
    }
    return refused;
  }

  const ImportRequest& request_;
  const LiveState& live_;
  const LiveIndex index_;
  const RecordedState& recorded_;
  ImportScope scope_;
  std::vector<Written> written_;
  Import import_;
};

}  // namespace

Result<Import> prepare_import(const ImportRequest& request, const LiveState& live,
                              const RecordedState& recorded, const SecretKey& secrets) {
  return Preparation(request, live, recorded, secrets).run();
}

}  // namespace muster
