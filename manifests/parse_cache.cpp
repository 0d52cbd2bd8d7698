#include "manifests/parse_cache.hpp"

#include "manifests/parse_cache_impl.hpp"
#include "model/digest.hpp"

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

ParsedYaml ParseCache::Impl::get(const SourceText& source, const std::string& text) {
  auto digest = sha256_hex(text);
  auto& entry = entries[std::string(source.file())];
  if (entry.digest != digest) {
    entry.yaml = parse_yaml(source);
    entry.digest = std::move(digest);
    ++parsed;
  }
  entry.load = load;
  return entry.yaml;
}

void ParseCache::Impl::end_load() {
  std::erase_if(entries, [this](const auto& entry) { return entry.second.load != load; });
}

}  // namespace muster
