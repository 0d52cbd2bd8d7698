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
#include "model/digest.hpp"

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

/// A manifest on its way: known from an earlier load, or parsed.
struct File {
  SourceText source;
  std::string path;
  std::string digest;                // only with a cache
  const KnownFile* known = nullptr;  // until the next one is kept under this path
  ParsedYaml yaml = {};
  KnownFile read = {};
  bool has_problems = false;
  bool asks_elsewhere = false;
};

bool is_project(const YamlNode& document) {
  return peek_kind(document) == Kind::project;
}

std::string shown(const Position& place) {
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

class Loading {
 public:
  Loading(const std::vector<ManifestFile>& files, LoadOptions options,
          ParseCache::Impl* cache = nullptr)
      : options_(std::move(options)), cache_(cache) {
    notice_questions();
    std::vector<const ManifestFile*> sorted;
    for (const auto& file : files) sorted.push_back(&file);
    std::ranges::sort(sorted, {}, [](const ManifestFile* file) {
      return std::pair<std::string_view, std::string_view>(file->path, file->text);
    });
    files_.reserve(sorted.size());
    for (const auto* file : sorted) {
      auto& mine = files_.emplace_back(SourceText(file->path, file->text), file->path);
      if (cache_ != nullptr) {
        mine.digest = sha256_hex(file->text);
        mine.known = cache_->find(mine.path, mine.digest);
      }
      if (mine.known == nullptr) parse(mine);
    }
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
  /// What other files and the environment say may be something else the next time.
  void notice_questions() {
    if (options_.read_file)
      options_.read_file = [this, ask = options_.read_file](const std::string& manifest,
                                                            const std::string& path) {
        asked_elsewhere_ = true;
        return ask(manifest, path);
      };
    if (options_.read_env)
      options_.read_env = [this, ask = options_.read_env](const std::string& name) {
        asked_elsewhere_ = true;
        return ask(name);
      };
  }

  void parse(File& file) {
    file.known = nullptr;
    file.yaml = parse_yaml(file.source);
    file.has_problems = !file.yaml.diagnostics.empty();
    std::ranges::move(file.yaml.diagnostics, std::back_inserter(found_));
    if (cache_ != nullptr) ++cache_->parsed;
  }

  /// Runs `reading`, and notices what keeps the file from being known the next time.
  template <class F>
  void watch(File& file, F&& reading) {
    const auto before = found_.size();
    asked_elsewhere_ = false;
    reading();
    file.has_problems |= found_.size() > before || before >= limits::diagnostics_max;
    file.asks_elsewhere |= asked_elsewhere_;
  }

  void read_project() {
    for (auto& file : files_) {
      if (file.known != nullptr) {
        if (file.known->project) take_project(*file.known->project);
        continue;
      }
      for (const auto& document : file.yaml.documents) {
        if (!is_project(document)) continue;
        watch(file, [&] {
          Reader in(file.source, options_, found_);
          auto resource = read_resource(document, in);
          if (!resource) return;
          file.read.project = *resource;
          take_project(*std::move(resource));
        });
      }
    }
    if (project_) refuse_bad_variable_names(*project_);
  }

  void take_project(Resource resource) {
    if (project_)
      found_.push_back(error_at(resource.position,
                                "a second Project; the first is at " + shown(project_->position)));
    else
      project_ = std::move(resource);
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
    forget_other_variables(variables);
    std::size_t count = 0;
    for (auto& file : files_) {
      if (file.known == nullptr) watch(file, [&] { read_resources(file, variables); });
      count += (file.known != nullptr ? *file.known : file.read).resources.size();
    }
    resources_.reserve(count);
    for (auto& file : files_) {
      if (file.known == nullptr) keep(file);
      if (file.known != nullptr)
        std::ranges::copy(file.known->resources, std::back_inserter(resources_));
      else
        std::ranges::move(file.read.resources, std::back_inserter(resources_));
    }
  }

  void read_resources(File& file, const VariableValues& variables) {
    for (auto& document : file.yaml.documents) {
      if (is_project(document)) continue;
      Reader in(file.source, options_, found_);
      substitute(document, variables, in);
      if (auto resource = read_resource(document, in))
        file.read.resources.push_back(*std::move(resource));
      document = {};
    }
  }

  void forget_other_variables(const VariableValues& variables) {
    if (cache_ == nullptr || cache_->variables == variables) return;
    cache_->variables = variables;
    for (auto& file : files_) {
      if (file.known == nullptr) continue;
      file.read.project = file.known->project;  // which no variable changes
      parse(file);
    }
  }

  void keep(File& file) {
    if (cache_ == nullptr || file.has_problems || file.asks_elsewhere) return;
    file.known = &cache_->keep(file.path, std::move(file.digest), std::move(file.read));
  }

  /// Sorts by key; of several with one key the first in the files stays.
  void refuse_duplicates() {
    std::vector<Resource*> sorted;  // resources are large
    sorted.reserve(resources_.size());
    for (auto& resource : resources_) sorted.push_back(&resource);
    std::ranges::sort(sorted, {}, [](const Resource* resource) {
      const Position& place = resource->position;
      return std::tuple<const ResourceKey&, std::string_view, std::uint32_t, std::uint32_t>(
          resource->key, place.file, place.line, place.column);
    });
    std::vector<Resource> kept;
    kept.reserve(resources_.size());
    for (Resource* next : sorted) {
      Resource& resource = *next;
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

  LoadOptions options_;
  ParseCache::Impl* cache_;
  bool asked_elsewhere_ = false;
  std::vector<File> files_;
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
  const SourceText source(file.path, file.text);
  ParsedYaml yaml = parse_yaml(source);
  made.diagnostics = std::move(yaml.diagnostics);
  Reader in(source, options, made.diagnostics);
  if (yaml.documents.size() > 1) in.fail(yaml.documents[1], "one document is expected here");
  if (!yaml.documents.empty()) {
    in.set_here(yaml.documents[0].mark);
    read(yaml.documents[0], made.overrides, {}, in);
  }
  for (auto& diagnostic : made.diagnostics) source.annotate(diagnostic);
  return made;
}

}  // namespace muster
