#include "api/net/file_watch.hpp"

#include "api/net/event.hpp"
#include "api/net/timeout.hpp"

#include <array>
#include <cstring>
#include <map>
#include <string_view>
#include <sys/inotify.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace muster::net {
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t folders_max = 8192;
constexpr int patience = 10;  // quiet times
constexpr std::uint32_t changes = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE |
                                  IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

bool is_hidden(std::string_view name) {
  return name.starts_with('.');
}

}  // namespace

struct FileWatch::Impl {
  Impl(Clock& the_clock, fs::path top, Duration quiet_time)
      : clock(the_clock), root(std::move(top)), quiet(quiet_time) {
    fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd >= 0) watch_below(root);
  }
  ~Impl() {
    if (!descriptor && fd >= 0) ::close(fd);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void watch(const fs::path& folder) {
    if (paths.size() >= folders_max) return;
    const int id = ::inotify_add_watch(fd, folder.c_str(), changes | IN_ONLYDIR);
    if (id >= 0) paths.insert_or_assign(id, folder);
    if (id >= 0 && folder == root) root_id = id;
  }

  void watch_below(const fs::path& folder) {
    watch(folder);
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code gone;
      if (entry->is_symlink(gone) || !entry->is_directory(gone)) continue;
      if (is_hidden(entry->path().filename().string()))
        entry.disable_recursion_pending();
      else
        watch(entry->path());
    }
  }

  /// A folder that was put in the place of the one watched so far. True if there is one.
  bool find_root_again() {
    if (root_id >= 0) return false;
    watch_below(root);
    return root_id >= 0;
  }

  /// Whether one of these events is of interest.
  bool take(std::string_view events) {
    bool any = false;
    while (events.size() >= sizeof(inotify_event)) {
      inotify_event event{};
      std::memcpy(&event, events.data(), sizeof(event));
      // The name is padded with zeros.
      std::string_view name = events.substr(sizeof(event), event.len);
      name = name.substr(0, name.find('\0'));
      events.remove_prefix(sizeof(event) + event.len);
      any |= take(event, name);
    }
    return any;
  }

  bool take(const inotify_event& event, std::string_view name) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      watch_below(root);
      return true;
    }
    const auto folder = paths.find(event.wd);
    if (folder == paths.end()) return false;
    if ((event.mask & IN_IGNORED) != 0) {
      if (event.wd == root_id) root_id = -1;
      paths.erase(folder);
      return true;
    }
    if ((event.mask & IN_MOVE_SELF) != 0 && event.wd == root_id) ::inotify_rm_watch(fd, event.wd);
    if (is_hidden(name)) return false;
    const bool new_folder =
        (event.mask & IN_ISDIR) != 0 && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0;
    if (new_folder) watch_below(fs::path(folder->second) / name);
    return true;
  }

  /// Returns at the first event of interest, when the context is stopped, or when cancelled.
  Task<void> wait_for_event(Context context) {
    while (!context.stop_requested() && !find_root_again()) {
      auto space = asio::buffer(buffer);
      auto got = co_await descriptor->async_read_some(space, asio::as_tuple(asio::use_awaitable));
      auto& [error, size] = got;
      if (error) co_return;
      if (take(std::string_view(buffer.data(), size))) co_return;
    }
  }

  Task<void> wait_for_change(Context context) {
    auto executor = co_await asio::this_coro::executor;
    if (!descriptor) descriptor = std::make_unique<asio::posix::stream_descriptor>(executor, fd);
    const StopListener wake(context, [this] { descriptor->cancel(); });
    co_await wait_for_event(context);
    const TimePoint enough = clock.now() + quiet * patience;
    bool again = true;
    while (again && !context.stop_requested() && clock.now() < enough) {
      auto next = wait_for_event(context);
      again = co_await ends_within(clock, std::move(next), quiet);
    }
  }

  Clock& clock;
  const fs::path root;
  const Duration quiet;
  int fd = -1;
  int root_id = -1;
  std::map<int, fs::path> paths;
  std::unique_ptr<asio::posix::stream_descriptor> descriptor;
  std::array<char, 64UL * 1024> buffer{};
};

FileWatch::FileWatch(Clock& clock, fs::path folder, Duration quiet)
    : impl_(std::make_unique<Impl>(clock, std::move(folder), quiet)) {}
FileWatch::~FileWatch() = default;

namespace {

Task<void> wait_for_stop(Context context) {
  Gate stopped;
  const StopListener open(context, [&stopped] { stopped.open(); });
  if (context.stop_requested()) co_return;
  co_await stopped.wait();
}

}  // namespace

Task<void> FileWatch::changed(Context context) {
  auto waiting = impl_->fd < 0 ? wait_for_stop(context) : impl_->wait_for_change(context);
  if (context.deadline() == TimePoint::max()) {
    co_await std::move(waiting);
  } else {
    const Duration left = context.deadline() - impl_->clock.now();
    co_await ends_within(impl_->clock, std::move(waiting), left);
  }
}

std::size_t FileWatch::folders() const {
  return impl_->paths.size();
}

}  // namespace muster::net
