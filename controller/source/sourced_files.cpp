#include "controller/source/sourced_files.hpp"

#include "model/digest.hpp"

namespace muster {

Result<std::string> SourcedFiles::read(const std::string& manifest, const std::string& path) {
  const std::scoped_lock lock(mutex_);
  const auto [known, added] = texts_.try_emplace({manifest, path}, fail(Errc::not_found, ""));
  if (added) known->second = reader_(manifest, path);
  return known->second;
}

std::string SourcedFiles::digest() const {
  const std::scoped_lock lock(mutex_);
  return digest_of(texts_);
}

std::string SourcedFiles::digest_now() const {
  auto texts = [this] {
    const std::scoped_lock lock(mutex_);
    return texts_;
  }();
  for (auto& [key, text] : texts) text = reader_(key.first, key.second);
  return digest_of(texts);
}

std::string SourcedFiles::digest_of(const Texts& texts) {
  std::string all;
  for (const auto& [key, text] : texts)
    all += sha256_hex(key.first) + sha256_hex(key.second) + (text ? sha256_hex(*text) : "-");
  return all.empty() ? "" : sha256_hex(all);
}

}  // namespace muster
