#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/agreement/comparison.h"
#include "tests/agreement/faults.h"
#include "tests/agreement/site.h"
#include "tests/servers/document.h"
#include "tests/servers/posix/blackbox_exporter.h"
#include "tests/unit/probes/http/probe_harness.h"

// Our HTTP probe and blackbox_exporter look at the same targets and have to see the same.
namespace deepalive::agreement {
namespace {

using testing::BlackboxExporter;
using testing::contents;

const std::filesystem::path kDocument =
    std::filesystem::path(DEEPALIVE_SOURCE_TREE) / "docs/agreement.md";
const std::string kBegin = "<!-- the agreement";
const std::string kEnd = "<!-- end of the agreement -->";

Observation look(const Target& target) {
  if (target.by_deadline) return probes::probe_until_deadline(target.http, target.verdict);
  probes::TableResolver resolver;
  resolver.knows("localhost", {"127.0.0.1"});
  return probes::probe_once(target.http, probes::kAmple, resolver);
}

std::string modules_of(const std::vector<Target>& targets) {
  std::string yaml = "modules:\n";
  for (std::size_t i = 0; i < targets.size(); ++i) {
    yaml += "  t" + std::to_string(i) + ": " + blackbox_module(targets[i]) + "\n";
  }
  return yaml;
}

TEST(Agreement, IsWithBlackboxExporterOnEveryTargetButWhereTheTableSaysWhy) {
  const Site site;
  const Faults faults;
  std::vector<Target> targets = site.targets();
  targets.insert(targets.end(), faults.targets().begin(), faults.targets().end());
  ASSERT_GE(targets.size(), 40U);
  const BlackboxExporter exporter(modules_of(targets));

  std::string table = table_head();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Target& target = targets[i];
    const Observation seen = look(target);
    EXPECT_EQ(probes::verdict_of(seen), target.verdict) << target.name << ": " << seen.detail;
    const Look other = theirs(exporter.probe("t" + std::to_string(i), target.http.url));
    for (const std::string& complaint : complaints(target, ours(seen), other)) {
      ADD_FAILURE() << complaint << " (ours: " << seen.detail << ")";
    }
    table += table_row(target, seen, other, system_instant().wall);
  }

  const std::string written = testing::with_part(contents(kDocument), kBegin, kEnd, table);
  if (std::getenv("DEEPALIVE_WRITE_AGREEMENT") != nullptr) {
    std::ofstream(kDocument) << written;
  }
  EXPECT_EQ(contents(kDocument), written)
      << "docs/agreement.md shows another table; with DEEPALIVE_WRITE_AGREEMENT=1 this test writes "
         "it";
}

const Target kTarget{.name = "a page", .http = {}};
const Look kPass{.success = true, .status = 200, .body_size = 5};

TEST(Agreement, IsNotComplainedOf) {
  EXPECT_TRUE(complaints(kTarget, kPass, kPass).empty());
  const Look fail{.status = 500};
  EXPECT_TRUE(complaints(kTarget, fail, fail).empty());
}

TEST(Agreement, NamesTheTargetAndBothSightsWhenTheyDiffer) {
  Look other = kPass;
  other.status = 302;
  const auto sentences = complaints(kTarget, kPass, other);
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_EQ(sentences[0],
            "a page: status is 200 for us and 302 for blackbox_exporter, which no difference in "
            "the table explains");
}

TEST(Agreement, MissesADifferenceThatIsGone) {
  Target target = kTarget;
  target.differences = {{Aspect::redirects, "it counts otherwise"}};
  const auto sentences = complaints(target, kPass, kPass);
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_NE(sentences[0].find("expected to differ because it counts otherwise"), std::string::npos);
}

TEST(Agreement, ComparesBodiesOnlyWhereBothReadThem) {
  Look shorter = kPass;
  shorter.body_size = 4;
  EXPECT_EQ(complaints(kTarget, kPass, shorter).size(), 1U);
  shorter.body_size.reset();
  EXPECT_TRUE(complaints(kTarget, kPass, shorter).empty());
}

}  // namespace
}  // namespace deepalive::agreement
