#include "manifests/parse_cache.hpp"

#include "manifests/parse_cache_impl.hpp"

#include <utility>

namespace muster {

ParseCache::ParseCache() : impl_(std::make_unique<Impl>()) {}
ParseCache::~ParseCache() = default;

std::size_t ParseCache::parsed() const {
  return impl_->parsed;
}

void ParseCache::Impl::begin_load() {
  ++load;
  parsed = 0;
}

const KnownFile* ParseCache::Impl::find(const std::string& path, const std::string& digest) {
  const auto found = entries.find(path);
  if (found == entries.end() || found->second.digest != digest) return nullptr;
  found->second.load = load;
  return &found->second.file;
}

const KnownFile& ParseCache::Impl::keep(const std::string& path, std::string digest,
                                        KnownFile file) {
  auto& entry = entries[path];
  entry = {std::move(digest), std::move(file), load};
  return entry.file;
}

void ParseCache::Impl::end_load() {
  std::erase_if(entries, [this](const auto& entry) { return entry.second.load != load; });
}

}  // namespace muster
