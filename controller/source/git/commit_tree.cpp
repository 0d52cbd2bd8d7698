#include "controller/source/git/commit_tree.hpp"

#include "controller/source/limits.hpp"

#include <filesystem>
#include <string_view>
#include <utility>

namespace muster::git {
namespace {

namespace fs = std::filesystem;

/// In one form, without a slash at the end; "" for the top.
std::string normal(const fs::path& path) {
  auto text = path.lexically_normal().string();
  while (text.ends_with('/')) text.pop_back();
  return text == "." ? "" : text;
}

bool leads_out(const std::string& path) {
  return path.starts_with('/') || path == ".." || path.starts_with("../");
}

bool is_below(const std::string& path, const std::string& folder) {
  return folder.empty() || path == folder || path.starts_with(folder + "/");
}

std::string key_of(const git_oid& id) {
  return {id.id, id.id + GIT_OID_RAWSZ};
}

std::unexpected<Error> damaged(const std::string& what) {
  return fail(Errc::corrupt, "cannot read " + what + " from what was fetched: " + last_message());
}

}  // namespace

Result<std::unique_ptr<CommitTree>> CommitTree::open(std::shared_ptr<git_repository> repository,
                                                     const git_oid& commit, std::string folder,
                                                     std::string label) {
  std::unique_ptr<CommitTree> opened(
      new CommitTree(std::move(repository), normal(folder), std::move(label)));
  git_commit* found = nullptr;
  if (git_commit_lookup(&found, opened->repository_.get(), &commit) != 0)
    return damaged(opened->label_);
  const Commit held(found);
  opened->root_ = *git_commit_tree_id(held.get());
  if (leads_out(opened->folder_))
    return fail(Errc::invalid_input,
                "--path is a folder within the repository, such as infra/prod");
  MUSTER_TRY(const auto node, opened->find(opened->folder_));
  if (!node || node->mode != GIT_FILEMODE_TREE)
    return fail(Errc::not_found, opened->label_ + " has no folder " + opened->folder_ +
                                     ": correct --path, or bring the folder back");
  opened->folder_ = node->path;
  return opened;
}

std::string CommitTree::in_commit(const std::string& path) const {
  return normal(fs::path(folder_) / path);
}

std::string CommitTree::shown(const std::string& path) const {
  const auto full = in_commit(path);
  return label_ + (full.empty() ? "" : ":" + full);
}

Result<std::string> CommitTree::locate(const std::string& given) const {
  if (leads_out(normal(fs::path(folder_) / given)))
    return fail(Errc::denied, given +
                                  " leads out of the repository: in a git repository a project "
                                  "consists of what is committed there");
  return normal(given);
}

Result<git_tree*> CommitTree::tree(const git_oid& id) const {
  auto& held = trees_[key_of(id)];
  if (!held) {
    git_tree* found = nullptr;
    if (git_tree_lookup(&found, repository_.get(), &id) != 0) return damaged(label_);
    held.reset(found);
  }
  return held.get();
}

Result<std::string> CommitTree::blob(const git_oid& id, std::size_t bytes_max,
                                     const std::string& path) const {
  git_odb* opened = nullptr;
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git_repository_odb(&opened, repository_.get()) != 0) return damaged(path);
  const Database objects(opened);
  if (git_odb_read_header(&size, &type, objects.get(), &id) != 0) return damaged(path);
  if (size > bytes_max)
    return fail(Errc::io, label_ + ":" + path + " has " + std::to_string(size) +
                              " bytes; muster reads at most " + std::to_string(bytes_max) +
                              ": split it, or leave it out of Project.spec.manifests");
  git_blob* found = nullptr;
  if (git_blob_lookup(&found, repository_.get(), &id) != 0) return damaged(path);
  const Blob held(found);
  const auto* bytes = static_cast<const char*>(git_blob_rawcontent(held.get()));
  ++blobs_read_;
  return std::string(bytes, static_cast<std::size_t>(git_blob_rawsize(held.get())));
}

Result<std::optional<CommitTree::Node>> CommitTree::walk(const std::string& path,
                                                         std::string& rest) const {
  Node node{.path = "", .id = root_, .mode = GIT_FILEMODE_TREE};
  rest = path;
  while (!rest.empty()) {
    if (node.mode != GIT_FILEMODE_TREE) return std::nullopt;
    const auto name = rest.substr(0, rest.find('/'));
    rest.erase(0, std::min(name.size() + 1, rest.size()));
    MUSTER_TRY(auto* const folder, tree(node.id));
    const git_tree_entry* entry = git_tree_entry_byname(folder, name.c_str());
    if (entry == nullptr) return std::nullopt;
    node = {.path = node.path.empty() ? name : node.path + "/" + name,
            .id = *git_tree_entry_id(entry),
            .mode = git_tree_entry_filemode(entry)};
    if (node.mode == GIT_FILEMODE_COMMIT)
      return fail(Errc::denied, label_ + ":" + node.path +
                                    " is a submodule, and muster reads one repository: commit the "
                                    "files themselves, or leave the folder out of "
                                    "Project.spec.manifests");
    if (node.mode == GIT_FILEMODE_LINK) break;
  }
  return node;
}

Result<std::string> CommitTree::link_target(const Node& link) const {
  MUSTER_TRY(const auto target, blob(link.id, limits::link_bytes_max, link.path));
  auto path = normal(fs::path(link.path).parent_path() / target);
  if (leads_out(path) || target.starts_with('/'))
    return fail(Errc::denied, label_ + ":" + link.path +
                                  " is a symbolic link that leads out of the repository: commit "
                                  "the file itself, or remove the link");
  return path;
}

Result<std::optional<CommitTree::Node>> CommitTree::find(std::string path) const {
  for (std::size_t links = 0; links <= limits::links_max; ++links) {
    std::string rest;
    MUSTER_TRY(auto node, walk(path, rest));
    if (!node || node->mode != GIT_FILEMODE_LINK) return node;
    MUSTER_TRY(const auto target, link_target(*node));
    path = normal(fs::path(target) / rest);
    if (leads_out(path))
      return fail(Errc::denied, label_ + ":" + node->path + " leads out of the repository");
  }
  return fail(Errc::denied, label_ + ":" + path + " goes through too many symbolic links");
}

Result<std::optional<EntryKind>> CommitTree::look(const std::string& path) const {
  MUSTER_TRY(const auto node, find(in_commit(path)));
  if (!node) return std::nullopt;
  return node->mode == GIT_FILEMODE_TREE ? EntryKind::folder : EntryKind::file;
}

Result<std::vector<TreeEntry>> CommitTree::list(const std::string& path) const {
  MUSTER_TRY(const auto node, find(in_commit(path)));
  if (!node || node->mode != GIT_FILEMODE_TREE)
    return fail(Errc::not_found, "there is no folder " + shown(path));
  MUSTER_TRY(auto* const folder, tree(node->id));
  std::vector<TreeEntry> entries;
  for (std::size_t i = 0; i < git_tree_entrycount(folder); ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(folder, i);
    std::string name = git_tree_entry_name(entry);
    if (is_hidden(name)) continue;
    auto kind =
        git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE ? EntryKind::folder : EntryKind::file;
    const bool plain = git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE ||
                       git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB ||
                       git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE;
    if (!plain) {  // refuses submodules and links that lead out, whatever their name
      MUSTER_TRY(const auto target, find(node->path.empty() ? name : node->path + "/" + name));
      kind = !target                             ? EntryKind::other
             : target->mode == GIT_FILEMODE_TREE ? EntryKind::linked_folder
                                                 : EntryKind::file;
    }
    entries.push_back({std::move(name), kind});
  }
  return entries;
}

Result<std::string> CommitTree::text_of(const std::optional<Node>& node,
                                        const std::string& path) const {
  if (!node) return fail(Errc::not_found, "there is no file " + label_ + ":" + path);
  if (node->mode == GIT_FILEMODE_TREE)
    return fail(Errc::io, label_ + ":" + path + " is not a file");
  if (const auto* text = known_ ? known_(node->id) : nullptr) return *text;
  return blob(node->id, limits::project_file_bytes_max, node->path);
}

Result<std::string> CommitTree::read(const std::string& path) const {
  const auto full = in_commit(path);
  MUSTER_TRY(const auto node, find(full));
  MUSTER_TRY(auto text, text_of(node, full));
  if (node) blobs_.insert_or_assign(path, node->id);
  return text;
}

Result<std::string> CommitTree::read_beside(const std::string& manifest, const std::string& path,
                                            bool allow_outside) const {
  const auto full = normal(fs::path(in_commit(manifest)).parent_path() / path);
  if (path.starts_with('/') || leads_out(full))
    return fail(Errc::denied,
                path + " lies outside the repository; commit it beside the manifests");
  MUSTER_TRY(const auto node, find(full));
  if (!allow_outside && !is_below(node ? node->path : full, folder_))
    return fail(Errc::denied, path +
                                  " lies outside the project; move it inside, or set "
                                  "Project.spec.allowOutsideFiles: true");
  return text_of(node, full);
}

void CommitTree::forget() {
  known_ = nullptr;
  trees_.clear();
}

}  // namespace muster::git
