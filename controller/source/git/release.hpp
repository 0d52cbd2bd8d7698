#pragma once

namespace muster::git {

/// Deletes by a function of a C library: std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>.
template <auto release>
struct Release {
  template <class T>
  void operator()(T* held) const {
    release(held);
  }
};

}  // namespace muster::git
