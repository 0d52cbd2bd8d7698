// What a plan says about money: prices and credit of a real service, Budgets that deny, and a
// service that says nothing useful, which is unknown and never nothing.

#include "api/net/blocking_pool.hpp"
#include "tests/api/net/test_world.hpp"
#include "tests/e2e/support/world.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace muster::e2e {
namespace {

using nlohmann::json;

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

/// Stands between muster and the sandbox and changes what the service answers.
class Interpreter {
 public:
  using Change = std::function<void(json& answer)>;

  Interpreter(const std::string& endpoint, std::string path, Change change)
      : url_(net::parse_url(endpoint).value()),
        path_(std::move(path)),
        change_(std::move(change)),
        world_([this](net::HttpRequest request) { return answer(std::move(request)); }) {
    service_ = net::HttpClient::create(world_.clock, url_, {}).value();
  }

  /// Runs `work` with the address to use instead of the service's.
  void run(std::function<bool(const std::string& endpoint)> work) {
    world_.run([&](net::TestWorld& world) { return beside(world, work, url_.path); });
  }

 private:
  static net::Task<void> beside(net::TestWorld& world,
                                std::function<bool(const std::string&)>& work, std::string path) {
    net::BlockingPool pool(1);
    const auto endpoint = "http://127.0.0.1:" + std::to_string(world.server.port()) + path;
    auto run = [&work, &endpoint] { return work(endpoint); };
    co_await pool.run(std::move(run));
  }

  net::Task<net::ServerReply> answer(net::HttpRequest request) {
    net::HttpRequest forwarded{request.method, request.target, {}, request.body};
    for (const auto* name : {"Authorization", "Content-Type"})
      if (const auto value = net::find_header(request.headers, name))
        forwarded.headers.emplace_back(name, *value);
    auto response = co_await service_->send(net::Context(), std::move(forwarded));
    if (!response) co_return net::ServerReply{{502, {}, response.error().text()}};
    if (has(request.target, path_)) {
      auto body = json::parse(response->body);
      change_(body);
      response->body = body.dump();
    }
    co_return net::ServerReply{
        {response->status, {{"Content-Type", "application/json"}}, response->body}};
  }

  net::Url url_;
  std::string path_;
  Change change_;
  net::TestWorld world_;
  std::unique_ptr<net::HttpClient> service_;
};

/// Takes a member of that name out, however deep it is.
void erase_everywhere(json& value, const std::string& name) {
  if (value.is_object()) value.erase(name);
  for (auto& inner : value)
    if (inner.is_structured()) erase_everywhere(inner, name);
}

/// The first member of that name, however deep it is.
json& member_anywhere(json& value, const std::string& name) {
  if (value.is_object() && value.contains(name)) return value[name];
  static json none;
  for (auto& inner : value)
    if (inner.is_structured())
      if (auto& found = member_anywhere(inner, name); &found != &none) return found;
  return none;
}

void set_numbers(json& value, double number) {
  if (value.is_number()) {
    value = number;
    return;
  }
  for (auto& inner : value)
    if (inner.is_structured() || inner.is_number()) set_numbers(inner, number);
}

class MoneyInPlans : public EndToEnd {
 protected:
  MoneyInPlans() {
    write("access.yaml",
          "apiVersion: muster/v1\nkind: SSHKey\nmetadata: {name: alice}\n"
          "spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5 alice}\n"
          "---\napiVersion: muster/v1\nkind: Firewall\nmetadata: {name: ssh}\n"
          "spec: {region: CANADA-1, rules: [{direction: ingress, protocol: tcp, ports: 22, "
          "cidr: 0.0.0.0/0}]}\n");
    write_machine("");
    write("data.yaml",
          "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: data}\n"
          "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 500GB}\n");
  }

  void write_machine(const std::string& more) {
    write("trainer.yaml",
          "apiVersion: muster/v1\nkind: VirtualMachine\nmetadata: {name: trainer}\nspec:\n"
          "  tier: legacy\n  region: CANADA-1\n  gpu: {model: H100-PCIe-NVLink-80GB, count: 2}\n"
          "  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}\n  sshKeys: [alice]\n" +
              more);
  }
  void write_budget(const std::string& limit) {
    write(
        "limits.yaml",
        "apiVersion: muster/v1\nkind: Budget\nmetadata: {name: limits}\nspec:\n  " + limit + "\n");
  }
  void start(const std::string& currency = "USD", const std::string& credit = "1000",
             const std::string& scale = "1") {
    start_sandbox({"--stock", "unlimited", "--currency", currency, "--credit", credit,
                   "--time-scale", scale});
  }

  /// A command, while the service's answers to `path` are changed.
  Finished through(const std::string& path, const Interpreter::Change& change,
                   const std::vector<std::string>& arguments = {"plan"}) {
    Interpreter interpreter(endpoint, path, change);
    Finished finished;
    interpreter.run([&](const std::string& address) {
      const auto usual = std::exchange(environment["MUSTER_ENDPOINT"], address);
      finished = muster(arguments);
      environment["MUSTER_ENDPOINT"] = usual;
      return true;
    });
    return finished;
  }

  void expect_denied(const std::string& limit, const std::string& words) {
    SCOPED_TRACE(limit);
    write_budget(limit);
    const auto plan = muster({"plan", "--out", "plan.muster"});
    EXPECT_EQ(plan.exit, 5) << plan.out << plan.err;
    EXPECT_TRUE(has(plan.out, "VirtualMachine/trainer will be created")) << plan.out;
    EXPECT_TRUE(has(plan.out, "Cost: 0.00 USD -> 4.63 USD per hour")) << plan.out;
    EXPECT_TRUE(has(plan.err, "limits.yaml:5:")) << plan.err;
    EXPECT_TRUE(has(plan.err, words)) << plan.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "plan.muster"));
    const auto comment = muster({"plan", "-o", "markdown"});
    EXPECT_EQ(comment.exit, 5);
    EXPECT_TRUE(has(comment.out, "Denied")) << comment.out;
    EXPECT_TRUE(has(comment.out, words)) << comment.out;
    EXPECT_EQ(muster({"apply", "--auto-approve"}).exit, 5);
    EXPECT_TRUE(rows("instances").empty());
  }
};

TEST_F(MoneyInPlans, are_denied_by_each_limit_of_a_budget) {
  start();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"maxHourly: 4.62",
       "maxHourly: 4.63 USD per hour is above the limit of 4.62 USD (now 0.00 USD)"},
      {"maxMonthly: 3379",
       "maxMonthly: 3379.90 USD per month is above the limit of 3379.00 USD (now 0.00 USD)"},
      {"minRunway: 30d", "minRunway: the credit of 1000.00 USD lasts 8d23h58m, less than 30d"},
      {"maxGpus: 1", "maxGpus: 2 GPUs, and the limit is 1 (now 0)"},
      {"allowedGpuModels: [RTX-A6000, L40]",
       "allowedGpuModels: VirtualMachine/trainer has GPU model H100-PCIe-NVLink-80GB, which is not "
       "among them"},
      {"allowPublicSsh: false",
       "allowPublicSsh: Firewall/ssh would open port 22 to the whole internet"}};
  for (const auto& [limit, words] : cases) expect_denied(limit, words);
  for (const auto* kept : {"maxHourly: 4.63", "maxMonthly: 3379.90", "minRunway: 8d", "maxGpus: 2",
                           "allowedGpuModels: [H100-PCIe-NVLink-80GB]", "maxDeletes: 0"}) {
    write_budget(kept);
    EXPECT_EQ(muster({"plan"}).exit, 0) << kept;
  }
}

TEST_F(MoneyInPlans, are_denied_if_they_delete_more_than_a_budget_allows) {
  start("USD", "100000", "1000");
  apply_and_settle();
  write_budget("maxDeletes: 0");
  remove("data.yaml");
  const auto denied = muster({"apply", "--auto-approve"});
  EXPECT_EQ(denied.exit, 5) << denied.err;
  EXPECT_TRUE(has(denied.out, "Volume/data will be deleted")) << denied.out;
  EXPECT_TRUE(has(denied.out, "Saving: what is deleted no longer costs 0.05 USD per hour."))
      << denied.out;
  EXPECT_TRUE(has(denied.err, "limits.yaml:5:")) << denied.err;
  EXPECT_TRUE(has(denied.err, "maxDeletes: 1 thing would be destroyed, and the limit is 0"))
      << denied.err;
  EXPECT_EQ(rows("volumes").size(), 1U);
}

TEST_F(MoneyInPlans, a_budget_is_overridden_with_a_reason_that_stays) {
  start("USD", "100000", "1000");
  write_budget("maxHourly: 1");
  EXPECT_EQ(muster({"apply", "--auto-approve", "--override-budget", " "}).exit, 64);
  const auto plan = muster({"plan", "--override-budget", "launch week"});
  EXPECT_EQ(plan.exit, 0) << plan.err;
  EXPECT_TRUE(has(plan.err, "it does not count this time: launch week")) << plan.err;
  EXPECT_TRUE(has(plan.out, "Override: ")) << plan.out;
  const auto applied = muster({"apply", "--auto-approve", "--override-budget", "launch week"});
  EXPECT_EQ(applied.exit, 0) << applied.err;
  EXPECT_TRUE(has(muster({"ledger", "export"}).out, "launch week"));
  // What is broken already does not stand in the way of anything else.
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 0);
}

TEST_F(MoneyInPlans, are_priced_in_the_currency_of_the_account) {
  struct Case {
    const char* currency;
    const char* credit;
    const char* cost;
    const char* lasts;
  };
  for (const auto& c :
       {Case{"USD", "463",
             "Cost: 0.00 USD -> 4.63 USD per hour, 0.00 USD -> 3379.90 USD per month of 730 hours.",
             "Credit: 463.00 USD lasts about 4d4h, until 20"},
        Case{"EUR", "483",
             "Cost: 0.00 EUR -> 4.83 EUR per hour, 0.00 EUR -> 3525.90 EUR per month of 730 hours.",
             "Credit: 483.00 EUR lasts about 4d4h, until 20"},
        Case{"INR", "40300",
             "Cost: 0.00 INR -> 403.00 INR per hour, 0.00 INR -> 294190.00 INR per month of 730 "
             "hours.",
             "Credit: 40300.00 INR lasts about 4d4h, until 20"}}) {
    start(c.currency, c.credit);
    const auto plan = muster({"plan"});
    EXPECT_EQ(plan.exit, 0) << plan.err;
    EXPECT_TRUE(has(plan.out, c.cost)) << plan.out;
    EXPECT_TRUE(has(plan.out, c.lasts)) << plan.out;
  }
}

TEST_F(MoneyInPlans, say_what_hibernating_saves_and_that_stopping_saves_nothing) {
  start("USD", "100000", "1000");
  apply_and_settle();
  write_machine("  powerState: Stopped\n");
  const auto stopped = muster({"plan"});
  EXPECT_TRUE(
      has(stopped.out, "Saving: stopping saves nothing: stopped machines are billed in full"))
      << stopped.out;
  EXPECT_TRUE(has(stopped.out, "      cost: 4.58 USD per hour\n")) << stopped.out;
  write_machine("  powerState: Hibernated\n");
  const auto hibernated = muster({"plan"});
  EXPECT_TRUE(has(hibernated.out, "Saving: hibernating saves 4.57 USD per hour."))
      << hibernated.out;
  EXPECT_TRUE(has(hibernated.out, ": hibernate (4.58 USD -> 0.01 USD per hour)\n"))
      << hibernated.out;
}

TEST_F(MoneyInPlans, say_unknown_for_a_model_that_has_no_price) {
  start();
  const auto forget = [](json& answer) { erase_everywhere(answer, "H100-PCIe-NVLink-80GB"); };
  const auto plan = through("/pricing/", forget);
  EXPECT_EQ(plan.exit, 0) << plan.err;
  EXPECT_TRUE(has(plan.out, "      cost: 0.00 USD -> unknown per hour\n")) << plan.out;
  EXPECT_TRUE(has(plan.out, "Cost: 0.00 USD -> at least 0.05 USD per hour")) << plan.out;
  EXPECT_TRUE(has(plan.out, "Unknown: no price of H100-PCIe-NVLink-80GB on legacy in USD is known"))
      << plan.out;
  EXPECT_TRUE(has(plan.out, "Credit: 1000.00 USD lasts at most ")) << plan.out;
  const auto printed = through("/pricing/", forget, {"plan", "-o", "json"});
  const auto cost = json::parse(printed.out)["cost"]["project"];
  EXPECT_EQ(cost["unknown_after"], 1) << cost;
  write_budget("maxHourly: 100");
  const auto denied = through("/pricing/", forget);
  EXPECT_EQ(denied.exit, 5) << denied.err;
  EXPECT_TRUE(has(denied.err, "maxHourly: it cannot be checked")) << denied.err;
}

TEST_F(MoneyInPlans, say_unknown_for_a_currency_that_nobody_knows) {
  start();
  const auto gold = [](json& answer) {
    erase_everywhere(answer, "currency");
    answer["currency"] = "XAU";
  };
  const auto plan = through("/credit-balance/", gold);
  EXPECT_EQ(plan.exit, 0) << plan.err;
  EXPECT_TRUE(has(plan.out, "Note: the balance could not be read")) << plan.out;
  EXPECT_TRUE(has(plan.out, "how long it lasts is not known")) << plan.out;
  EXPECT_FALSE(has(plan.out, "Credit:")) << plan.out;
  EXPECT_TRUE(has(plan.out, "Cost: 0.00 USD -> 4.63 USD per hour")) << plan.out;
  write_budget("minRunway: 1h");
  const auto denied = through("/credit-balance/", gold);
  EXPECT_EQ(denied.exit, 5) << denied.err;
  EXPECT_TRUE(has(denied.err, "minRunway: it cannot be checked")) << denied.err;
  write_budget("maxHourly: 100");
  const auto of_what = through("/credit-balance/", gold);
  EXPECT_EQ(of_what.exit, 5) << of_what.err;
  EXPECT_TRUE(has(of_what.err, "the currency of the account is not known")) << of_what.err;
  write_budget("{currency: USD, maxHourly: 100}");
  EXPECT_EQ(through("/credit-balance/", gold).exit, 0);
}

TEST_F(MoneyInPlans, say_unknown_for_a_balance_and_prices_that_cannot_be_read) {
  start();
  const auto empty = [](json& answer) { answer = {{"success", true}}; };
  const auto balance = through("/credit-balance/", empty);
  EXPECT_EQ(balance.exit, 0) << balance.err;
  EXPECT_TRUE(has(balance.out, "Note: the balance could not be read")) << balance.out;
  EXPECT_FALSE(has(balance.out, "Credit:")) << balance.out;
  const auto prices = through("/pricing/", empty);
  EXPECT_EQ(prices.exit, 0) << prices.err;
  EXPECT_TRUE(has(prices.out, "Note: prices could not be read")) << prices.out;
  EXPECT_FALSE(has(prices.out, "Cost:")) << prices.out;
  EXPECT_FALSE(has(prices.out, "0.00")) << prices.out;
  write_budget("maxMonthly: 1");
  const auto denied = through("/pricing/", empty);
  EXPECT_EQ(denied.exit, 5) << denied.err;
  EXPECT_TRUE(has(denied.err, "maxMonthly: it cannot be checked, as there are no prices"))
      << denied.err;
}

TEST_F(MoneyInPlans, that_were_saved_are_refused_when_a_price_has_moved) {
  start();
  remove("trainer.yaml");  // only what costs 0.05 USD an hour
  std::atomic<bool> dearer = false;
  Interpreter interpreter(endpoint, "/pricing/", [&](json& answer) {
    if (dearer) set_numbers(member_anywhere(answer, "SSD"), 0.2);
  });
  interpreter.run([&](const std::string& address) {
    environment["MUSTER_ENDPOINT"] = address;
    EXPECT_EQ(muster({"plan", "--out", "plan.muster"}).exit, 0);
    const auto shown = json::parse(muster({"show", "plan.muster", "-o", "json"}).out)["cost"];
    EXPECT_EQ(shown["prices"], json({{"SSD volumes", "0.10"}}));
    EXPECT_EQ(shown["prices_digest"].get<std::string>().size(), 64U);
    dearer = true;
    const auto refused = muster({"apply", "plan.muster"});
    EXPECT_EQ(refused.exit, 6) << refused.out << refused.err;
    EXPECT_TRUE(has(refused.err, "the price of SSD volumes was 0.10")) << refused.err;
    dearer = false;
    const auto applied = muster({"apply", "plan.muster"});
    EXPECT_EQ(applied.exit, 0) << applied.err;
    return true;
  });
}

}  // namespace
}  // namespace muster::e2e
