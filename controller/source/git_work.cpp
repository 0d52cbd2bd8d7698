#include "controller/source/git_work.hpp"

#include "controller/source/git/cache.hpp"
#include "controller/source/git/commit_tree.hpp"
#include "controller/source/git/local.hpp"
#include "controller/source/git/signers.hpp"
#include "controller/source/project_folder.hpp"
#include "controller/source/sourced_files.hpp"
#include "model/digest.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t short_digits = 8;

std::string label_of(const git::FetchedCommit& fetched) {
  const auto id = git::to_string(fetched.id).substr(0, short_digits);
  return fetched.branch.empty() ? id : fetched.branch + "@" + id;
}

git::Commit look_up(git_repository& repository, const git_oid& id) {
  git_commit* found = nullptr;
  git_commit_lookup(&found, &repository, &id);
  return git::Commit(found);
}

Result<std::string> settings_of(const git::CommitTree& tree) {
  MUSTER_TRY(const auto kind, tree.look(settings_name));
  return kind == EntryKind::file ? settings_name : "";
}

std::string key_of(const git_oid& id) {
  return {id.id, id.id + GIT_OID_RAWSZ};
}

}  // namespace

GitSource::Work::Work(GitSourceOptions options, git::Address address, git::Ref ref)
    : options_(std::move(options)), address_(std::move(address)), ref_(std::move(ref)) {
  constexpr std::size_t digits = 16;
  folder_ = options_.cache / (sha256_hex(address_.url).substr(0, digits) + ".git");
}

std::string GitSource::Work::name() const {
  return address_.url + " " + git::shown(ref_) +
         (options_.folder.empty() ? "" : " folder " + options_.folder);
}

Result<std::shared_ptr<const Bundle>> GitSource::Work::fetch(git::Interrupt& interrupt) {
  git::start_library();
  if (address_.protocol == git::Protocol::file) return read_local();
  const git::InterruptScope scope(interrupt);
  MUSTER_TRY(const auto access, git::read_access(address_, options_.environment));
  MUSTER_CHECK(git::trust(access.ca_file));
  auto fetched = fetch_once(interrupt, access);
  if (fetched || fetched.error().code() != Errc::corrupt || interrupt.requested()) return fetched;
  // The copy is damaged, and all of it can be had again.
  MUSTER_CHECK(git::remove_cache(folder_));
  return fetch_once(interrupt, access);
}

Result<std::shared_ptr<const Bundle>> GitSource::Work::read_local() {
  MUSTER_TRY(auto opened, git::open_local(address_));
  MUSTER_TRY(const auto commit, git::find_commit(*opened, address_, ref_));
  if (is_in_force(commit)) return bundle_;
  return take(std::move(opened), commit);
}

Result<std::shared_ptr<const Bundle>> GitSource::Work::fetch_once(git::Interrupt& interrupt,
                                                                  const git::Access& access) {
  MUSTER_TRY(auto opened, git::open_cache(folder_));
  MUSTER_TRY(auto commit, git::fetch_commit(*opened, address_, ref_, access, interrupt));
  if (is_in_force(commit)) return bundle_;
  if (git::is_worn(folder_)) {
    MUSTER_CHECK(git::remove_cache(folder_));
    MUSTER_TRY(opened, git::open_cache(folder_));
    MUSTER_TRY(commit, git::fetch_commit(*opened, address_, ref_, access, interrupt));
  }
  return take(std::move(opened), commit);
}

bool GitSource::Work::is_in_force(const git::FetchedCommit& commit) const {
  return bundle_ && git_oid_equal(&commit.id, &commit_) == 1;
}

Result<std::shared_ptr<const Bundle>> GitSource::Work::take(git::Repository opened,
                                                            const git::FetchedCommit& commit) {
  auto bundle = bundle_of(std::shared_ptr<git_repository>(std::move(opened)), commit);
  if (!bundle) return fail(std::move(bundle).error().in(label_of(commit)));
  return bundle;
}

Result<std::shared_ptr<const Bundle>> GitSource::Work::bundle_of(
    std::shared_ptr<git_repository> repository, const git::FetchedCommit& fetched) {
  auto bundle = std::make_shared<Bundle>();
  bundle->revision = git::to_string(fetched.id);
  bundle->label = label_of(fetched);
  const auto commit = look_up(*repository, fetched.id);
  if (!commit)
    return fail(Errc::corrupt, "commit " + bundle->revision + ": " + git::last_message());
  if (!options_.allowed_signers.empty())
    MUSTER_CHECK(check_signer(*repository, fetched.id, bundle->label));
  const char* summary = git_commit_summary(commit.get());
  bundle->subject = git::printable(summary == nullptr ? "" : summary);
  bundle->rewritten =
      bundle_ && git_graph_descendant_of(repository.get(), &fetched.id, &commit_) != 1;
  MUSTER_TRY(auto opened, git::CommitTree::open(std::move(repository), fetched.id, options_.folder,
                                                bundle->label));
  const std::shared_ptr<git::CommitTree> tree(std::move(opened));
  tree->set_known([this](const git_oid& id) { return known_text(id); });
  MUSTER_TRY(const auto settings, settings_of(*tree));
  MUSTER_TRY(auto files, read_project_files(*tree, settings));
  bundle->files = std::move(files.manifests);
  bundle->contract = std::move(files.contract);
  const bool outside = files.project.allow_outside_files.value_or(false);
  const auto sourced = std::make_shared<SourcedFiles>(
      [tree, outside](const std::string& manifest, const std::string& path) {
        return tree->read_beside(manifest, path, outside);
      });
  bundle->read_file = [sourced](const std::string& manifest, const std::string& path) {
    return sourced->read(manifest, path);
  };
  tree->forget();
  commit_ = fetched.id;
  remember(*tree, std::move(bundle));
  return bundle_;
}

const std::string* GitSource::Work::known_text(const git_oid& id) const {
  const auto found = texts_.find(key_of(id));
  return found == texts_.end() ? nullptr : found->second;
}

void GitSource::Work::remember(const git::CommitTree& tree, std::shared_ptr<const Bundle> bundle) {
  files_read_ = tree.blobs_read();
  const auto blobs = tree.blobs();
  texts_.clear();
  for (const auto& file : bundle->files)
    if (const auto blob = blobs.find(file.path); blob != blobs.end())
      texts_.emplace(key_of(blob->second), &file.text);
  bundle_ = std::move(bundle);
}

Result<void> GitSource::Work::check_signer(git_repository& repository, const git_oid& commit,
                                           const std::string& label) const {
  const auto file = options_.allowed_signers.string();
  MUSTER_TRY(const auto text, read_text_file(options_.allowed_signers));
  auto allowed = git::parse_allowed_signers(text);
  if (!allowed) return fail(std::move(allowed).error().in(file));
  git_buf signature = GIT_BUF_INIT;
  git_buf content = GIT_BUF_INIT;
  git_oid id = commit;
  const int code = git_commit_extract_signature(&signature, &content, &repository, &id, nullptr);
  const std::string made(signature.ptr == nullptr ? "" : signature.ptr, signature.size);
  const std::string over(content.ptr == nullptr ? "" : content.ptr, content.size);
  git_buf_dispose(&signature);
  git_buf_dispose(&content);
  const auto held = look_up(repository, commit);
  const Timestamp at(std::chrono::seconds(held ? git_commit_time(held.get()) : 0));
  const auto signer = code != 0 ? Result<std::string>(fail(Errc::denied, "is not signed"))
                                : git::signer_of(*allowed, made, over, at);
  if (signer) return {};
  return fail(Errc::denied, "the commit " + label + " " + signer.error().message() +
                                ": only commits signed by somebody in " + file +
                                " come into force. Sign it (git commit -S, gpg.format=ssh), or add "
                                "the key there");
}

}  // namespace muster
