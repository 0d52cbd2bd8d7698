#include "controller/schedule/calendar.hpp"
#include "controller/simulate/views.hpp"

#include <algorithm>

namespace muster {
namespace {

// Whole numbers only, so that the same days give the same bytes everywhere.
constexpr std::int64_t page_width = 960, page_height = 320;
constexpr std::int64_t left_margin = 70, right_margin = 70, top_margin = 40, bottom_margin = 40;
constexpr std::int64_t inner_width = page_width - left_margin - right_margin;
constexpr std::int64_t inner_height = page_height - top_margin - bottom_margin;

class Drawing {
 public:
  explicit Drawing(const Simulated& told) : told_(told) {
    for (const auto& hour : told.hours) most_ = std::max(most_, hour.cost.nanos);
  }

  std::string run() {
    text_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " +
            std::to_string(page_width) + " " + std::to_string(page_height) +
            "\" font-family=\"sans-serif\" font-size=\"12\">\n"
            "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    draw_days();
    draw_cost();
    draw_credit();
    draw_words();
    return text_ + "</svg>\n";
  }

 private:
  std::int64_t x(std::size_t hour) const {
    const auto hours = std::max<std::int64_t>(static_cast<std::int64_t>(told_.hours.size()), 1);
    return left_margin + inner_width * static_cast<std::int64_t>(hour) / hours;
  }
  static std::int64_t y(Nanos value, Nanos most) {
    const Nanos shown = std::clamp<Nanos>(value, 0, most);
    const Nanos up = most <= 0 ? Nanos{0} : shown * inner_height / most;
    return top_margin + inner_height - static_cast<std::int64_t>(up);
  }
  static std::string point(std::int64_t x, std::int64_t y) {
    return std::to_string(x) + "," + std::to_string(y) + " ";
  }
  void words(std::int64_t x, std::int64_t y, const std::string& anchor, const std::string& what) {
    text_ += "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) +
             "\" text-anchor=\"" + anchor + "\">" + what + "</text>\n";
  }
  void line(std::int64_t at, const char* color) {
    text_ += "<line x1=\"" + std::to_string(at) + "\" x2=\"" + std::to_string(at) + "\" y1=\"" +
             std::to_string(top_margin) + "\" y2=\"" + std::to_string(top_margin + inner_height) +
             "\" stroke=\"" + color + "\"/>\n";
  }

  void draw_days() {
    const std::size_t step = std::max<std::size_t>(1, (told_.days.size() + 9) / 10);
    for (std::size_t i = 0; i < told_.days.size(); ++i) {
      const auto since = told_.days[i].begin - told_.from;
      const auto at = x(static_cast<std::size_t>(since / std::chrono::hours(1)));
      line(at, i % step == 0 ? "#cccccc" : "#eeeeee");
      if (i % step != 0) continue;
      const auto date = format_wall_time(wall_time(told_.zone, told_.days[i].begin));
      words(at, page_height - bottom_margin + 18, "start", date.substr(5, 5));
    }
  }

  void draw_cost() {
    std::string points = point(left_margin, top_margin + inner_height);
    for (std::size_t i = 0; i < told_.hours.size(); ++i) {
      const auto level = y(told_.hours[i].cost.nanos, most_);
      points += point(x(i), level) + point(x(i + 1), level);
    }
    points += point(left_margin + inner_width, top_margin + inner_height);
    text_ += "<polygon points=\"" + points + "\" fill=\"#9ecae1\" stroke=\"#3182bd\"/>\n";
  }

  void draw_credit() {
    if (!told_.credit) return;
    const Nanos most = told_.credit->nanos;
    std::string points = point(left_margin, y(most, most));
    for (std::size_t i = 0; i < told_.hours.size(); ++i)
      if (const auto& rest = told_.hours[i].left) points += point(x(i + 1), y(rest->nanos, most));
    text_ += "<polyline points=\"" + points + "\" fill=\"none\" stroke=\"#e6550d\"/>\n";
    words(page_width - right_margin + 6, y(most, most) + 4, "start", format_money(*told_.credit));
    if (told_.credit_ends)
      line(x(static_cast<std::size_t>((*told_.credit_ends - told_.from) / std::chrono::hours(1))),
           "#e6550d");
  }

  void draw_words() {
    words(left_margin - 6, top_margin + 4, "end", format_money({most_, told_.cost.currency}));
    words(left_margin - 6, top_margin + inner_height + 4, "end", "0");
    words(left_margin, top_margin - 16, "start",
          "cost per hour; " + format_money(told_.cost) + " in all" +
              (told_.credit ? ", and the credit that is left" : ""));
  }

  const Simulated& told_;
  Nanos most_ = 0;
  std::string text_;
};

}  // namespace

std::string cost_svg(const Simulated& told) {
  return Drawing(told).run();
}

}  // namespace muster
