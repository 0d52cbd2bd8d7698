#include "controller/source/directory_source.hpp"

#include "controller/source/project_files.hpp"
#include "controller/source/sourced_files.hpp"
#include "model/digest.hpp"

#include <optional>
#include <system_error>
#include <utility>

namespace muster {
namespace {

namespace fs = std::filesystem;

constexpr int reads_max = 20;

fs::path watched_folder(const fs::path& project) {
  std::error_code error;
  auto path = fs::weakly_canonical(project, error);
  return fs::is_regular_file(path, error) ? path.parent_path() : path;
}

std::string label_of(const fs::path& root, const std::string& revision) {
  constexpr std::size_t digits = 8;
  const auto hash = revision.substr(revision.find(':') + 1);
  return root.filename().string() + "@" + hash.substr(0, digits);
}

}  // namespace

struct DirectorySource::State {
  ProjectLocation location;
  ProjectFiles files;
  std::string digest;   // of the files
  std::string sourced;  // digest of what is known of other files, empty if nothing is

  bool operator==(const State& other) const {
    return digest == other.digest && sourced == other.sourced;
  }
};

DirectorySource::DirectorySource(net::Clock& clock, net::BlockingPool& pool, fs::path project,
                                 DirectorySourceOptions options)
    : clock_(clock),
      pool_(pool),
      project_(std::move(project)),
      options_(options),
      watch_(clock, watched_folder(project_), options_.quiet) {}

DirectorySource::~DirectorySource() = default;

Result<DirectorySource::State> DirectorySource::read(const fs::path& project,
                                                     std::shared_ptr<const SourcedFiles> sourced) {
  State state;
  MUSTER_TRY(state.location, locate_project(project));
  const FolderTree tree(state.location.root);
  MUSTER_TRY(state.files, read_project_files(tree, settings_in(state.location)));
  state.digest = digest_of(state.files);
  if (sourced) state.sourced = sourced->digest_now();
  return state;
}

Task<Result<std::shared_ptr<const Bundle>>> DirectorySource::fetch(net::Context context) {
  std::optional<State> last;
  for (int count = 0; count < reads_max; ++count) {
    if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted");
    if (clock_.now() >= context.deadline())
      co_return fail(Errc::timed_out, "the folder " + project_.string() + " is not read yet");
    auto work = [project = project_, sourced = sourced_] { return read(project, sourced); };
    MUSTER_CO_TRY(auto state, co_await pool_.run(std::move(work)));
    const bool unchanged =
        bundle_ && state.digest == digest_ && state.sourced == (sourced_ ? sourced_->digest() : "");
    if (unchanged) co_return bundle_;
    if (last && *last == state) {
      auto bundle = std::make_shared<Bundle>();
      digest_ = state.digest;
      bundle->revision = state.sourced.empty()
                             ? state.digest
                             : "sha256:" + sha256_hex(state.digest + state.sourced);
      bundle->label = label_of(state.location.root, bundle->revision);
      const bool outside = state.files.project.allow_outside_files.value_or(false);
      sourced_ = std::make_shared<SourcedFiles>(file_reader(state.location, outside));
      bundle->read_file = [sourced = sourced_](const std::string& manifest,
                                               const std::string& path) {
        return sourced->read(manifest, path);
      };
      bundle->files = std::move(state.files.manifests);
      bundle->contract = std::move(state.files.contract);
      bundle_ = std::move(bundle);
      co_return bundle_;
    }
    last = std::move(state);
    co_await clock_.sleep_for(options_.between_reads);
  }
  co_return fail(Errc::io, "the files below " + project_.string() +
                               " change whenever they are read: muster waits until they are left "
                               "alone for a moment");
}

Task<void> DirectorySource::wait_for_change(net::Context context) {
  co_await watch_.changed(std::move(context));
}

std::string DirectorySource::name() const {
  return "folder " + watched_folder(project_).string();
}

}  // namespace muster
