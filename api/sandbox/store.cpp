#include "api/sandbox/store.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace muster::sandbox {
namespace {

constexpr std::string_view first_line = R"({"muster_sandbox":1})";
constexpr std::size_t write_bytes = 1U << 20U;

std::unexpected<Error> io_error(const std::string& what, const std::filesystem::path& path) {
  return fail(Errc::io, what + " " + path.string() + ": " + std::strerror(errno));
}

Result<void> write_out(int file, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return io_error("cannot write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// Collects lines and writes them in large pieces.
class LineWriter {
 public:
  LineWriter(int file, std::filesystem::path path) : file_(file), path_(std::move(path)) {}
  void line(std::string_view text) {
    buffer_ += text;
    buffer_ += '\n';
    if (buffer_.size() >= write_bytes) flush();
  }
  Result<void> finish() {
    flush();
    if (result_ && ::fsync(file_) != 0) return io_error("cannot flush", path_);
    return result_;
  }

 private:
  void flush() {
    if (result_) result_ = write_out(file_, buffer_, path_);
    buffer_.clear();
  }
  int file_;
  std::filesystem::path path_;
  std::string buffer_;
  Result<void> result_;
};

/// A rename is on the disk when its directory is.
Result<void> sync_directory(const std::filesystem::path& path) {
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const int directory = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return io_error("cannot open", parent);
  const bool good = ::fsync(directory) == 0;
  ::close(directory);
  if (!good) return io_error("cannot flush", parent);
  return {};
}

std::filesystem::path beside(const std::filesystem::path& path, const char* ending) {
  return path.string() + ending;
}

}  // namespace

Store::Store(Store&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::exchange(other.lock_, -1)),
      file_(std::exchange(other.file_, -1)),
      appended_(other.appended_),
      broken_(other.broken_) {}

Store::~Store() {
  if (file_ >= 0) ::close(file_);
  if (lock_ >= 0) ::close(lock_);
}

Result<Store> Store::open(std::filesystem::path path, Cloud& cloud) {
  Store store(std::move(path));
  MUSTER_CHECK(store.take_lock());
  MUSTER_CHECK(store.load(cloud));
  MUSTER_CHECK(store.compact(cloud));
  return store;
}

Result<void> Store::take_lock() {
  // On a file of its own, because the state's is replaced on every rewrite.
  const auto lock_path = beside(path_, ".lock");
  lock_ = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) return io_error("cannot open", lock_path);
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return {};
  if (errno == EWOULDBLOCK)
    return fail(Errc::locked, path_.string() + " is in use by another sandbox");
  return io_error("cannot lock", lock_path);
}

Result<void> Store::load(Cloud& cloud) const {
  std::error_code problem;
  if (!std::filesystem::exists(path_, problem)) return {};
  std::ifstream in(path_, std::ios::binary);
  if (!in) return io_error("cannot read", path_);
  std::string line;
  std::size_t number = 0;
  while (std::getline(in, line)) {
    ++number;
    if (in.eof() && number > 1) break;  // without its end: was being written when the process died
    if (number == 1) {
      if (line == first_line) continue;
      if (line.starts_with(R"({"muster_sandbox":)"))
        return fail(Errc::unsupported_version, path_.string() + " was written by another version");
      return fail(Errc::corrupt, path_.string() + " is not a sandbox state file");
    }
    if (auto loaded = cloud.load(line); !loaded)
      return fail(std::move(loaded).error().in(path_.string() + ":" + std::to_string(number)));
  }
  if (in.bad()) return io_error("cannot read", path_);
  if (number == 0) return fail(Errc::corrupt, path_.string() + " is empty");
  cloud.resume();
  return {};
}

Result<void> Store::compact(Cloud& cloud) {
  const auto temporary = beside(path_, ".new");
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return io_error("cannot create", temporary);
  LineWriter out(file, temporary);
  out.line(first_line);
  cloud.write_all([&](std::string_view line) { out.line(line); });
  auto written = out.finish();
  if (written && ::rename(temporary.c_str(), path_.c_str()) != 0)
    written = io_error("cannot replace", path_);
  if (!written) {
    ::close(file);
    return written;
  }
  // The descriptor stays good: it is the file that now has the name.
  if (file_ >= 0) ::close(file_);
  file_ = file;
  appended_ = 0;
  broken_ = false;
  std::ignore = cloud.take_changes();  // written just now
  return sync_directory(path_);
}

Result<void> Store::save(Cloud& cloud) {
  constexpr std::size_t changes_min = 100'000;
  if (broken_ || appended_ > changes_min + 4 * cloud.object_count()) return compact(cloud);
  const std::string line = cloud.take_changes();
  if (line.empty()) return {};
  auto written = write_out(file_, line + "\n", path_);
  ++appended_;
  broken_ = !written;
  return written;
}

}  // namespace muster::sandbox
