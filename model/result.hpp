#pragma once

#include "model/error.hpp"

#include <expected>
#include <utility>

namespace muster {

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Errc code, std::string message) {
  return std::unexpected(Error(code, std::move(message)));
}
inline std::unexpected<Error> fail(Error error) {
  return std::unexpected(std::move(error));
}

}  // namespace muster

#define MUSTER_CAT_(a, b) a##b
#define MUSTER_CAT(a, b) MUSTER_CAT_(a, b)
#define MUSTER_TRY_IMPL(ret, r, decl, expr)          \
  auto r = expr;                                     \
  if (!r) ret std::unexpected(std::move(r).error()); \
  decl = *std::move(r)
#define MUSTER_CHECK_IMPL(ret, r, expr) \
  if (auto r = expr; !r) ret std::unexpected(std::move(r).error())

/// MUSTER_TRY(auto value, f()): the value, or return the error to the caller.
#define MUSTER_TRY(decl, expr) \
  MUSTER_TRY_IMPL(return, MUSTER_CAT(muster_r_, __COUNTER__), decl, expr)
/// The same in a coroutine: MUSTER_CO_TRY(auto volume, co_await client.get(id)).
#define MUSTER_CO_TRY(decl, expr) \
  MUSTER_TRY_IMPL(co_return, MUSTER_CAT(muster_r_, __COUNTER__), decl, expr)
/// For Result<void>.
#define MUSTER_CHECK(expr) MUSTER_CHECK_IMPL(return, MUSTER_CAT(muster_r_, __COUNTER__), expr)
#define MUSTER_CO_CHECK(expr) MUSTER_CHECK_IMPL(co_return, MUSTER_CAT(muster_r_, __COUNTER__), expr)
