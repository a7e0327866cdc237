#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "service/doctor/requirement.h"
#include "tests/servers/document.h"

namespace deepalive::service::doctor {
namespace {

const std::filesystem::path kDocument =
    std::filesystem::path(DEEPALIVE_SOURCE_TREE) / "docs/doctor.md";

std::string in_cell(std::string_view text) {
  std::string cell;
  for (const char c : text) cell += (c == '\\' ? "\\\\" : std::string(1, c));
  return cell;
}

std::string rows_of_document() {
  std::string rows;
  std::string_view area;
  for (const Requirement& one : all_requirements()) {
    if (one.area != area) {
      area = one.area;
      rows += (rows.empty() ? "### " : "\n### ") + std::string(area) +
              (one.of_role ? ", for each role" : "") +
              "\n\n| `id` | asked for | by | looks at |\n|---|---|---|---|\n";
    }
    rows += "| `" + std::string(one.id) + "`" + (one.important ? "" : " \\*") + " | " +
            std::string(one.text) + " | " + std::string(one.source) + " | " +
            in_cell(one.looks_at) + " |\n";
  }
  return rows;
}

TEST(DoctorDocument, HasTheRowsOfTheList) {
  const std::string document = testing::contents(kDocument);
  const std::string written =
      testing::with_part(document, "<!-- the rows", "<!-- end of the rows", rows_of_document());
  if (std::getenv("DEEPALIVE_WRITE_DOCTOR") != nullptr && !written.empty()) {
    std::ofstream(kDocument) << written;
  }
  EXPECT_EQ(testing::contents(kDocument), written)
      << "docs/doctor.md shows other rows; with DEEPALIVE_WRITE_DOCTOR=1 this test writes them";
}

}  // namespace
}  // namespace deepalive::service::doctor
