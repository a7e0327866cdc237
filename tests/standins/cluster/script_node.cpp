#include "tests/standins/cluster/script_node.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

constexpr int kTimedOut = 1232;
constexpr int kHangMode = 1233;

std::wstring language_of(const std::filesystem::path& script) {
  if (same_name(script.extension().wstring(), L".vbs")) return L"VBScript";
  if (same_name(script.extension().wstring(), L".js")) return L"JScript";
  throw std::invalid_argument("a Generic Script ends in .vbs or .js: " + script.string());
}

std::wstring text_of(const std::filesystem::path& script) {
  std::ifstream file(script, std::ios::binary);
  if (!file) throw std::invalid_argument("cannot read " + script.string());
  return widen(std::string{std::istreambuf_iterator<char>(file), {}});
}

}  // namespace

ScriptNode::ScriptNode(Options options)
    : options_(std::move(options)),
      language_(language_of(options_.script)),
      text_(text_of(options_.script)),
      resource_(std::make_unique<ResourceObject>(options_.resource)) {
  for (const auto& [name, value] : options_.properties) resource_->set_property(name, value);
  if (load().empty()) {
    call(L"Open");
    call(L"Close");
  }
  unload();
}

ScriptNode::~ScriptNode() {
  if (hangs()) {
    // The engine on the thread goes on using both.
    (void)thread_.release();
    (void)resource_.release();
  }
}

std::string ScriptNode::judge(const std::wstring& entry,
                              const std::optional<CallOutcome>& outcome) {
  const std::string name = narrow(entry);
  if (!outcome) {
    hung_in_ = entry;
    notes_.push_back(
        {kTimedOut, "entry point '" + name + "' did not complete execution in a timely manner"});
    return name + " hangs";
  }
  for (const std::wstring& line : resource_->take_log()) notes_.push_back({0, narrow(line)});
  switch (outcome->kind) {
    case CallOutcome::Kind::success:
      return {};
    case CallOutcome::Kind::failure:
      return name + " returned " + narrow(outcome->type) + " " + narrow(outcome->value);
    case CallOutcome::Kind::missing:
      return name + " is missing";
    case CallOutcome::Kind::error:
      notes_.push_back({0, name + ": " + narrow(outcome->error)});
      return name + ": " + narrow(outcome->error);
  }
  return name + ": ?";
}

bool ScriptNode::refused(const std::wstring& entry) {
  if (!hangs()) return false;
  notes_.push_back({kHangMode, "request to perform '" + narrow(entry) +
                                   "' will not be processed, due to a previously failed attempt to "
                                   "execute '" +
                                   narrow(hung_in_) + "'"});
  return true;
}

std::string ScriptNode::load() {
  if (thread_ != nullptr) return {};
  thread_ = std::make_unique<ScriptThread>(language_, text_, *resource_);
  return judge(L"(load)", thread_->load(options_.pending_timeout));
}

std::string ScriptNode::call(const std::wstring& entry, bool required) {
  if (hangs()) return "in hang mode";
  const std::optional<CallOutcome> outcome = thread_->call(entry, options_.pending_timeout);
  if (!required && outcome && outcome->kind == CallOutcome::Kind::missing) return {};
  return judge(entry, outcome);
}

void ScriptNode::unload() {
  if (!hangs()) thread_.reset();
}

std::string ScriptNode::bring_online() {
  if (refused(L"Online")) return "in hang mode";
  unload();
  std::string why = load();
  if (why.empty()) why = call(L"Open");
  if (why.empty()) why = call(L"Online");
  if (!why.empty()) terminate();
  return why;
}

std::string ScriptNode::take_offline() {
  if (refused(L"Offline")) return "in hang mode";
  if (thread_ == nullptr) return {};
  std::string why = call(L"Offline");
  call(L"Close");
  unload();
  return why;
}

void ScriptNode::terminate() {
  if (refused(L"Terminate")) return;
  // A script that does not load cannot be terminated.
  if (load().empty()) {
    call(L"Open");
    call(L"Terminate");
    call(L"Close");
  }
  unload();
}

bool ScriptNode::ask(const std::wstring& entry) {
  if (refused(entry)) return false;
  return thread_ != nullptr && call(entry, true).empty();
}

bool ScriptNode::looks_alive() { return ask(L"LooksAlive"); }
bool ScriptNode::is_alive() { return ask(L"IsAlive"); }
std::string ScriptNode::standby() { return options_.standby ? options_.standby() : std::string(); }
std::vector<NodeNote> ScriptNode::take_notes() { return std::exchange(notes_, {}); }

}  // namespace deepalive::standins
