#include "controller/source/git/cache.hpp"

#include <system_error>

namespace muster::git {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t packs_max = 200;

Result<Repository> make_cache(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  git_repository_init_options options{};
  git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKDIR;
  git_repository* made = nullptr;
  if (error || git_repository_init_ext(&made, folder.c_str(), &options) != 0)
    return fail(Errc::io, "cannot make the folder " + folder.string() + " for what is fetched: " +
                              (error ? error.message() : last_message()));
  return Repository(made);
}

}  // namespace

Result<Repository> open_cache(const fs::path& folder) {
  git_repository* opened = nullptr;
  if (git_repository_open_bare(&opened, folder.c_str()) == 0) return Repository(opened);
  MUSTER_CHECK(remove_cache(folder));
  return make_cache(folder);
}

Result<void> remove_cache(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (!error) return {};
  return fail(Errc::io, "cannot remove " + folder.string() + ": " + error.message());
}

bool is_worn(const fs::path& folder) {
  std::error_code error;
  std::size_t packs = 0;
  for (fs::directory_iterator entry(folder / "objects/pack", error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".pack") ++packs;
  return packs > packs_max;
}

}  // namespace muster::git
