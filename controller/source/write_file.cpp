#include "controller/source/write_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace muster {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> failed(const fs::path& path) {
  return fail(Errc::io, "cannot write " + path.string() + ": " + std::strerror(errno) +
                            ". What was there before is unchanged");
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

/// A new file beside the target that goes away unless it is put in its place.
class Temporary {
 public:
  explicit Temporary(const fs::path& target) : name_(target.string() + ".XXXXXX") {
    file_ = ::mkstemp(name_.data());
    if (file_ < 0) name_.clear();
  }
  ~Temporary() {
    if (file_ >= 0) ::close(file_);
    if (!name_.empty()) ::unlink(name_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  bool made() const { return file_ >= 0; }

  bool write(std::string_view text) const { return write_all(file_, text); }
  bool set_mode(mode_t mode) const { return ::fchmod(file_, mode) == 0; }
  bool move_to(const fs::path& target) {
    if (::close(std::exchange(file_, -1)) != 0) return false;
    if (::rename(name_.c_str(), target.c_str()) != 0) return false;
    name_.clear();
    return true;
  }

 private:
  std::string name_;
  int file_ = -1;
};

mode_t mode_for(const fs::path& path, Access access) {
  struct stat existing{};
  if (::stat(path.c_str(), &existing) == 0) return existing.st_mode & 07777;
  constexpr mode_t everybody = 0644;
  constexpr mode_t owner = 0600;
  return access == Access::only_owner ? owner : everybody;
}

}  // namespace

Result<void> write_file(const fs::path& path, std::string_view text, Access access) {
  // A link stays one: what it leads to is written.
  std::error_code unresolved;
  const auto resolved = fs::weakly_canonical(path, unresolved);
  const auto& target = unresolved ? path : resolved;
  Temporary temporary(target);
  if (!temporary.made()) return failed(path);
  if (!temporary.set_mode(mode_for(target, access)) || !temporary.write(text) ||
      !temporary.move_to(target))
    return failed(path);
  return {};
}

Result<void> create_file(const fs::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0 && errno == EEXIST) return fail(Errc::conflict, path.string() + " exists already");
  if (file < 0) return fail(Errc::io, "cannot make " + path.string() + ": " + std::strerror(errno));
  const bool written = write_all(file, text);
  const int why = errno;
  if (::close(file) == 0 && written) return {};
  ::unlink(path.c_str());
  return fail(Errc::io, "cannot write " + path.string() + ": " + std::strerror(why));
}

}  // namespace muster
