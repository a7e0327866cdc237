// What a scrape of /metrics costs, beside prometheus-cpp's own serializer on the same samples in
// the same run, and whether answers on the pipe notice. Prints the tables of docs/performance.md.
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/role_keeper.h"
#include "core/url.h"
#include "service/answers.h"
#include "service/http/compression.h"
#include "service/http/http_server.h"
#include "service/metrics/exposition.h"
#include "service/pipe/pipe_server.h"
#include "tests/bench/blocking_client.h"
#include "tests/bench/cpu.h"
#include "tests/unit/service/metrics/parsed_metrics.h"

namespace deepalive {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr int kRounds = 20;
constexpr int kChecksARole = 10;
constexpr int kQuestions = 20'000;

// Roles of ten HTTPS checks each, which have been looked at a few times.
class Node {
 public:
  explicit Node(std::size_t checks) {
    for (std::size_t i = 0; i < checks / kChecksARole; ++i) {
      keepers_.push_back(std::make_unique<RoleKeeper>(role(i), health, system_instant()));
    }
    for (int look = 0; look < 5; ++look) look_at(1);
  }

  // One check in so many gets a new result.
  void look_at(std::size_t one_in) {
    std::uniform_real_distribution<> milliseconds(1, 30);
    for (std::size_t i = 0; i < keepers_.size() * kChecksARole; i += one_in) {
      const auto phase = [&] {
        return std::chrono::duration_cast<Duration>(
            std::chrono::duration<double, std::milli>(milliseconds(random_)));
      };
      HttpEvidence http{.phases = {phase(), phase(), phase(), phase(), phase()}, .status = 200};
      http.certificate_not_after = system_instant().wall + 24h * 90;
      const HttpPhases& p = http.phases;
      const Observation seen{.outcome = Outcome::pass,
                             .reason = Reason::ok,
                             .detail = "status 200",
                             .duration = p.resolve + p.connect + p.tls + p.processing + p.transfer,
                             .time = system_instant(),
                             .http = http};
      keepers_[i / kChecksARole]->take(Observed{i % kChecksARole, seen}, seen.time);
    }
  }

  std::shared_ptr<const std::string> render() const {
    return page_.render({.node = health,
                         .inventory = inventory_,
                         .pipe_requests = requests_,
                         .look_lag = lag_,
                         .config_loads = loads_},
                        system_instant());
  }

  NodeHealth health;

 private:
  static std::shared_ptr<const RoleSpec> role(std::size_t index) {
    RoleSpec role;
    role.name = "shop-" + std::to_string(index);
    for (int i = 0; i < kChecksARole; ++i) {
      const std::string name = "front-" + std::to_string(i);
      HttpTarget target;
      target.url = "https://" + role.name + "/" + name;
      role.checks.push_back(
          {.name = name, .cadence = {}, .thresholds = {}, .level = 4, .target = std::move(target)});
    }
    return std::make_shared<const RoleSpec>(std::move(role));
  }

  mutable service::MetricsPage page_;
  std::mt19937 random_{1};
  std::vector<std::unique_ptr<RoleKeeper>> keepers_;
  Published<service::Inventory> inventory_{std::make_shared<const service::Inventory>()};
  service::RequestCounters requests_;
  service::LookLag lag_;
  service::ConfigLoads loads_{system_instant().wall};
};

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

// Milliseconds of this thread's processor time.
template <class Work>
double cpu_ms(Work work) {
  const double begin = bench::cpu_of(RUSAGE_THREAD);
  work();
  return (bench::cpu_of(RUSAGE_THREAD) - begin) / 1000;
}

void measure_text(std::size_t checks) {
  Node node(checks);
  std::shared_ptr<const std::string> text;
  const auto render = [&] {
    text.reset();  // it has been sent
    return cpu_ms([&] { text = node.render(); });
  };
  const double first = render();
  std::vector<double> unchanged, few, all, gzip, peer_model, peer_text;
  std::string compressed;
  const auto families = testing::parsed(*text);
  for (int round = 0; round < kRounds; ++round) {
    unchanged.push_back(render());
    node.look_at(100);
    few.push_back(render());
    node.look_at(1);
    all.push_back(render());
    gzip.push_back(cpu_ms([&] { compressed = service::gzipped(*text); }));
    std::vector<prometheus::MetricFamily> model;
    peer_model.push_back(cpu_ms([&] { model = families; }));
    std::string theirs;
    peer_text.push_back(cpu_ms([&] { theirs = prometheus::TextSerializer().Serialize(model); }));
  }
  std::printf("| %zu | %zu | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f | %.1f + %.1f | %zu |\n",
              checks, static_cast<std::size_t>(std::ranges::count(*text, '\n')),
              static_cast<double>(text->size()) / 1e6, first, median(unchanged), median(few),
              median(all), median(gzip), median(peer_model), median(peer_text),
              compressed.size() / 1000);
  std::fflush(stdout);
}

// Scrapes over HTTP, one after the other, until told to end.
class Scraper {
 public:
  Scraper(const Node& node, bool gzip)
      : server_(
            serving_, {"127.0.0.1:0"}, service::compressing([&node](const service::HttpRequest&) {
              return service::HttpReply{.content_type = service::kMetricsContentType,
                                        .kept_body = node.render()};
            }),
            {.listening = [this](const std::string& address) { address_.set_value(address); }}) {
    server_.start();
    serving_thread_ = std::thread([this] {
      serving_.run();
      serving_cpu_ms_ = bench::cpu_of(RUSAGE_THREAD) / 1000;
    });
    const auto place = parse_host_port(address_.get_future().get());
    scraping_thread_ = std::thread([this, place, gzip] {
      while (!done_) scrape({asio::ip::make_address(place->host), *place->port}, gzip);
    });
  }

  // Processor time of the endpoint's thread a scrape, writing to the socket included.
  double finish() {
    done_ = true;
    scraping_thread_.join();
    asio::post(serving_, [this] { server_.stop(); });
    serving_thread_.join();
    return serving_cpu_ms_ / std::max(1, scrapes_);
  }

  int scrapes() const { return scrapes_; }

 private:
  void scrape(const asio::ip::tcp::endpoint& endpoint, bool gzip) {
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect(endpoint);
    const std::string request = std::string("GET /metrics HTTP/1.1\r\nHost: x\r\n") +
                                (gzip ? "Accept-Encoding: gzip\r\n" : "") +
                                "Connection: close\r\n\r\n";
    asio::write(socket, asio::buffer(request));
    std::vector<char> piece(std::size_t{1} << 18);
    boost::system::error_code error;
    while (!error) socket.read_some(asio::buffer(piece), error);
    ++scrapes_;
  }

  asio::io_context serving_{1};
  std::promise<std::string> address_;
  service::HttpServer server_;
  std::atomic<bool> done_{false};
  int scrapes_ = 0;
  double serving_cpu_ms_ = 0;
  std::thread serving_thread_;
  std::thread scraping_thread_;
};

// The pipe's answers as they are given on a node of this size.
class Pipe {
 public:
  Pipe(const Node& node, const std::filesystem::path& folder)
      : names_{"bench", folder.string()},
        responder_(node.health, history_, system_instant, system_instant(), {}),
        server_(answering_, names_,
                {.line = [this](std::string_view line) { return responder_.respond(line); },
                 .answer =
                     [this](std::string_view role, service::Question question) {
                       return responder_.respond(role, question);
                     },
                 .failed = [](auto& address,
                              auto& why) { throw std::runtime_error(address + ": " + why); },
                 .listening = [this](const std::string&) { listening_.set_value(); }}) {
    server_.start();
    thread_ = std::thread([this] { answering_.run(); });
    listening_.get_future().wait();
  }
  ~Pipe() {
    asio::post(answering_, [this] { server_.stop(); });
    thread_.join();
  }

  // In microseconds, the shortest first.
  std::vector<double> ask() const {
    const bench::BlockingClient client(names_.control());
    std::vector<double> times;
    for (int i = 0; i < kQuestions; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      client.ask("ISALIVE shop-0\n");
      times.push_back(
          std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin)
              .count());
    }
    std::ranges::sort(times);
    return times;
  }

 private:
  const service::PipeNames names_;
  const service::History history_;
  const service::Responder responder_;
  asio::io_context answering_{1};
  std::promise<void> listening_;
  service::PipeServer server_;
  std::thread thread_;
};

void print_answers(const char* beside, const std::vector<double>& times,
                   const std::string& scrape) {
  const auto at = [&](double part) {
    return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
  };
  std::printf("| %s | %.1f | %.1f | %.1f | %s |\n", beside, at(0.5), at(0.99), at(0.999),
              scrape.c_str());
  std::fflush(stdout);
}

void measure_answers(std::size_t checks, const std::filesystem::path& folder) {
  const Node node(checks);
  const Pipe pipe(node, folder);
  for (int round = 0; round < 2; ++round) {
    print_answers("nothing", pipe.ask(), "");
    for (const bool gzip : {false, true}) {
      Scraper scraper(node, gzip);
      const auto times = pipe.ask();
      const double cpu = scraper.finish();
      char text[64];
      std::snprintf(text, sizeof text, "%.1f (%d scrapes)", cpu, scraper.scrapes());
      print_answers(gzip ? "scrapes, gzip" : "scrapes", times, text);
    }
  }
}

}  // namespace
}  // namespace deepalive

int main() {
  std::puts(
      "| checks | lines | MB | first scrape ms | nothing changed ms | 1 % changed ms | all changed "
      "ms | gzip ms | prometheus-cpp: model + text ms | gzip KB |");
  std::puts("|---|---|---|---|---|---|---|---|---|---|");
  for (const std::size_t checks : {10, 500, 5000}) deepalive::measure_text(checks);

  const auto folder =
      std::filesystem::temp_directory_path() / ("deepalive-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::puts(
      "\n| beside, 5,000 checks | answer p50 µs | p99 µs | p99.9 µs | endpoint's CPU a scrape ms "
      "|");
  std::puts("|---|---|---|---|---|");
  deepalive::measure_answers(5000, folder);
  std::filesystem::remove_all(folder);
  return EXIT_SUCCESS;
}
