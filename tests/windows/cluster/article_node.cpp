#include "tests/windows/cluster/article_node.h"

#include <fstream>
#include <iterator>

#include "tests/standins/world/world_seed.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
using standins::World;

constexpr char kLent[] =
    "\r\n"
    "Function GetObject(moniker)\r\n"
    "  Set GetObject = CreateObject(\"DeepAliveStandin.Wmi\")\r\n"
    "End Function\r\n";

}  // namespace

ArticleNode::ArticleNode(const std::filesystem::path& folder)
    : world_(World::open((folder / "iis.world").wstring(), World::Mode::create)) {
  standins::test::run_standin(L"standin_ctl.exe", L"register --com-only");
  std::ifstream article(std::filesystem::path(ARTICLE_SCRIPT), std::ios::binary);
  const auto script = folder / "article.vbs";
  std::ofstream(script, std::ios::binary)
      << std::string(std::istreambuf_iterator<char>(article), {}) << kLent;
  standins::ScriptNode::Options options;
  options.script = script;
  options.resource = L"article";
  options.pending_timeout = 3s;  // three minutes in a cluster; nothing here takes a second
  script_ = std::make_unique<standins::ScriptNode>(std::move(options));
}

void ArticleNode::set_iis(const std::string& yaml) {
  standins::plant(*world_, standins::parse_seed(yaml));
}

standins::ScriptNode& ArticleNode::here() {
  SetEnvironmentVariableW(World::kVariable, world_->path().c_str());
  return *script_;
}

}  // namespace deepalive::testing
