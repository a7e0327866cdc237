#pragma once

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

#include "cluster/script/generic_script.h"
#include "tests/windows/cluster_script/registered_class.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::cluster::test {

// What a script host saw of a script.
struct Seen {
  std::vector<std::string> answers;  // of the calls that were asked for: "Boolean True", "error …"
  std::vector<std::string> log;      // what it logged
  std::vector<std::string> calls;    // command lines of the programs that it ran
  std::vector<std::string> opened;   // likewise, in Open
};

// A script of each language, with programs that answer what the test says, in a folder with an
// awkward name.
class AGeneratedScript : public standins::test::StandinWorld,
                         public ::testing::WithParamInterface<ScriptLanguage> {
 protected:
  AGeneratedScript();
  ~AGeneratedScript() override;

  // Calls the entry points (comma separated) `repeat` times; program n exits with exit_codes[n],
  // later ones with the last.
  Seen run(const std::wstring& calls, const std::vector<int>& exit_codes, int repeat = 1);

  // Gives the script a clock that shows the n-th of these seconds when it is read the n-th time.
  void set_clock(const std::vector<int>& seconds);

  // Without this the class DeepAlive.Cluster is not registered.
  void register_class() { class_.emplace(); }
  void unregister_class() { class_.reset(); }

  void ctl(const std::wstring& words);
  void remove_programs();

  // Role shop with site Shop and pool ShopPool, no service, hold 30 s; a pipe that nobody serves.
  ScriptSettings settings_;
  std::string appended_;  // to the generated text
  std::wstring folder_;

 private:
  std::wstring answers_;
  std::optional<RegisteredClass> class_;
};

inline const auto kLanguages = ::testing::Values(ScriptLanguage::vbscript, ScriptLanguage::jscript);

inline std::string language_name(const ::testing::TestParamInfo<ScriptLanguage>& language) {
  return language.param == ScriptLanguage::vbscript ? "VBScript" : "JScript";
}

constexpr char kTrue[] = "Boolean True";
constexpr char kFalse[] = "Boolean False";

}  // namespace deepalive::cluster::test
