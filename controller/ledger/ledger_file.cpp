#include "controller/ledger/ledger_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace muster {
namespace {

std::unexpected<Error> io_error(const std::string& doing, const std::string& path) {
  return fail(Errc::io, "cannot " + doing + " " + path + ": " + std::strerror(errno));
}

Result<void> make_directories(const std::filesystem::path& directory) {
  std::error_code ignored;
  if (directory.empty() || std::filesystem::is_directory(directory, ignored)) return {};
  MUSTER_CHECK(make_directories(directory.parent_path()));
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return io_error("make the directory", directory.string());
  return {};
}

Result<void> sync(const std::string& path, const std::string& shown, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return io_error("open", shown);
  const int done = ::fsync(descriptor);
  const int why = errno;
  ::close(descriptor);
  errno = why;
  if (done != 0) return io_error("write", shown);
  return {};
}

/// Fills the temporary file and gives it its name.
Result<void> fill_and_name(const std::string& temporary, const std::string& path,
                           const std::function<Result<void>(const std::string&)>& fill) {
  MUSTER_CHECK(fill(temporary));
  MUSTER_CHECK(sync(temporary, path, O_RDONLY));
  if (::link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST)
    return io_error("create", path);
  const auto directory = std::filesystem::path(path).parent_path();
  return sync(directory.empty() ? "." : directory.string(), path, O_RDONLY | O_DIRECTORY);
}

}  // namespace

Result<void> create_ledger_file(const std::string& path,
                                const std::function<Result<void>(const std::string&)>& fill) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return {};
  MUSTER_CHECK(make_directories(std::filesystem::path(path).parent_path()));
  std::string temporary = path + ".new-XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);  // mode 0600
  if (descriptor < 0) return io_error("create", path);
  ::close(descriptor);
  auto done = fill_and_name(temporary, path, fill);
  ::unlink(temporary.c_str());
  return done;
}

Result<void> check_ledger_file(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return io_error("read the ledger", path);
  if (!S_ISREG(status.st_mode))
    return fail(Errc::io, "the ledger " + path + " is not a regular file");
  if (::access(path.c_str(), R_OK | W_OK) != 0)
    return fail(Errc::io, "cannot read and write the ledger " + path + ": " + std::strerror(errno) +
                              "; let the user who runs muster own it, or run as its owner");
  if (status.st_size == 0)
    return fail(Errc::corrupt,
                "the ledger " + path +
                    " is empty, which muster never leaves behind; restore a copy, "
                    "or move it away and take everything over again with `muster apply --adopt`");
  return {};
}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  release();
  descriptor_ = std::exchange(other.descriptor_, -1);
  return *this;
}

FileLock::~FileLock() {
  release();
}

bool FileLock::try_hold(const std::string& path) {
  if (descriptor_ >= 0) return true;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return false;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return false;
  }
  descriptor_ = descriptor;
  return true;
}

void FileLock::release() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace muster
