#include "manifests/loader.hpp"

#include "manifests/envelope.hpp"
#include "manifests/field_reader.hpp"
#include "manifests/formats.hpp"
#include "manifests/ignore_paths.hpp"
#include "manifests/limits.hpp"
#include "manifests/parse_cache_impl.hpp"
#include "manifests/references.hpp"
#include "manifests/replicas.hpp"
#include "manifests/rules.hpp"
#include "manifests/source_text.hpp"
#include "manifests/variables.hpp"
#include "manifests/yaml_parser.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace muster {
namespace {

struct ParsedFile {
  SourceText source;
  ParsedYaml yaml;
};

ParsedFile parse(const ManifestFile& file, ParseCache::Impl* cache = nullptr) {
  SourceText source(file.path, file.text);
  ParsedYaml yaml = cache == nullptr ? parse_yaml(source) : cache->get(source, file.text);
  return {std::move(source), std::move(yaml)};
}

bool is_project(const YamlNode& document) {
  return peek_kind(document) == Kind::project;
}

std::string shown(const Position& place) {
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

class Loading {
 public:
  Loading(const std::vector<ManifestFile>& files, const LoadOptions& options,
          ParseCache::Impl* cache = nullptr)
      : options_(options) {
    std::vector<const ManifestFile*> sorted;
    for (const auto& file : files) sorted.push_back(&file);
    std::ranges::sort(sorted, {}, [](const ManifestFile* file) {
      return std::pair<std::string_view, std::string_view>(file->path, file->text);
    });
    for (const auto* file : sorted) files_.push_back(parse(*file, cache));
    for (auto& file : files_) std::ranges::move(file.yaml.diagnostics, std::back_inserter(found_));
    complete_ = found_.empty();
  }

  Loaded run() {
    read_project();
    read_resources();
    const ReplicaCounts replicated = expand_replicas(resources_, found_);
    refuse_duplicates();
    Loaded loaded;
    loaded.desired.resources = std::move(resources_);
    for (const auto& resource : loaded.desired.resources) check_ignore_paths(resource, found_);
    // A file that could not be read may hold what others refer to.
    if (complete_) check_references(loaded.desired, replicated, found_);
    check_cycles(loaded.desired, found_);
    add_rule_problems(check_rules(loaded.desired));
    if (project_) {
      loaded.project_name = project_->key.name;
      loaded.project = std::get<ProjectSpec>(std::move(project_->spec));
    }
    loaded.diagnostics = finish();
    return loaded;
  }

  ReadProject run_project() {
    read_project();
    ReadProject made;
    if (project_) made.project = std::get<ProjectSpec>(std::move(project_->spec));
    made.diagnostics = finish();
    return made;
  }

 private:
  void read_project() {
    for (auto& file : files_)
      for (const auto& document : file.yaml.documents) {
        if (!is_project(document)) continue;
        Reader in(file.source, options_, found_);
        auto resource = read_resource(document, in);
        if (!resource) continue;
        if (project_)
          found_.push_back(error_at(resource->position, "a second Project; the first is at " +
                                                            shown(project_->position)));
        else
          project_ = std::move(resource);
      }
    if (project_) refuse_bad_variable_names(*project_);
  }

  /// A name with `}` in it could never be written in ${var.NAME}.
  void refuse_bad_variable_names(const Resource& project) {
    for (const auto& [name, variable] : std::get<ProjectSpec>(project.spec).variables)
      if (!format_problem(Format::resource_name, name).empty())
        found_.push_back(error_at(project.position_of("/spec/variables/" + name),
                                  in_quotes(name) + " cannot be the name of a variable",
                                  "use letters, digits, `_`, `.` and `-`"));
  }

  void read_resources() {
    const VariableValues variables =
        resolve_variables(project_ ? &*project_ : nullptr, options_, found_);
    for (auto& file : files_)
      for (auto& document : file.yaml.documents) {
        if (is_project(document)) continue;
        Reader in(file.source, options_, found_);
        substitute(document, variables, in);
        if (auto resource = read_resource(document, in)) resources_.push_back(*std::move(resource));
        document = {};
      }
  }

  /// Sorts by key; of several with one key the first in the files stays.
  void refuse_duplicates() {
    std::ranges::sort(resources_, {}, [](const Resource& resource) {
      const Position& place = resource.position;
      return std::tuple<const ResourceKey&, std::string_view, std::uint32_t, std::uint32_t>(
          resource.key, place.file, place.line, place.column);
    });
    std::vector<Resource> kept;
    kept.reserve(resources_.size());
    for (auto& resource : resources_) {
      const bool again = !kept.empty() && kept.back().key == resource.key;
      if (again && !resource.key.name.empty())
        found_.push_back(error_at(resource.position_of("/metadata/name"),
                                  to_string(resource.key) + " exists already at " +
                                      shown(kept.back().position_of("/metadata/name"))));
      if (!again) kept.push_back(std::move(resource));
    }
    resources_ = std::move(kept);
  }

  /// A value that could not be read is not also said to break a rule.
  void add_rule_problems(Diagnostics problems) {
    std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>> wrong;
    for (const auto& d : found_) wrong.emplace(d.position.file, d.position.line, d.position.column);
    for (auto& d : problems)
      if (!wrong.contains({d.position.file, d.position.line, d.position.column}))
        found_.push_back(std::move(d));
  }

  /// In the order of files and lines, each said once, with the lines they are about.
  Diagnostics finish() {
    const auto place = [](const Diagnostic& d) {
      return std::tuple<std::string_view, std::uint32_t, std::uint32_t, std::string_view>(
          d.position.file, d.position.line, d.position.column, d.message);
    };
    std::ranges::sort(found_, {}, place);
    const auto repeats = std::ranges::unique(found_, {}, place);
    found_.erase(repeats.begin(), repeats.end());
    const bool cut = found_.size() >= limits::diagnostics_max;
    if (cut) found_.resize(limits::diagnostics_max);
    std::map<std::string_view, const SourceText*> sources;
    for (const auto& file : files_) sources.emplace(file.source.file(), &file.source);
    for (auto& diagnostic : found_)
      if (const auto source = sources.find(diagnostic.position.file); source != sources.end())
        source->second->annotate(diagnostic);
    if (cut)
      found_.push_back(error_at(
          {}, "there may be more problems than these " + std::to_string(limits::diagnostics_max)));
    return std::move(found_);
  }

  const LoadOptions& options_;
  std::vector<ParsedFile> files_;
  std::optional<Resource> project_;
  std::vector<Resource> resources_;
  Diagnostics found_;
  bool complete_ = true;
};

}  // namespace

Loaded load(const std::vector<ManifestFile>& files, const LoadOptions& options) {
  return Loading(files, options).run();
}

Loaded load(const std::vector<ManifestFile>& files, const LoadOptions& options, ParseCache& cache) {
  cache.impl().begin_load();
  auto loaded = Loading(files, options, &cache.impl()).run();
  cache.impl().end_load();
  return loaded;
}

ReadProject read_project(const ManifestFile& file) {
  const LoadOptions options;
  return Loading({file}, options).run_project();
}

ReadContract read_contract_overrides(const ManifestFile& file) {
  ReadContract made;
  const LoadOptions options;
  ParsedFile parsed = parse(file);
  made.diagnostics = std::move(parsed.yaml.diagnostics);
  Reader in(parsed.source, options, made.diagnostics);
  if (parsed.yaml.documents.size() > 1)
    in.fail(parsed.yaml.documents[1], "one document is expected here");
  if (!parsed.yaml.documents.empty()) {
    in.set_here(parsed.yaml.documents[0].mark);
    read(parsed.yaml.documents[0], made.overrides, {}, in);
  }
  for (auto& diagnostic : made.diagnostics) parsed.source.annotate(diagnostic);
  return made;
}

}  // namespace muster
