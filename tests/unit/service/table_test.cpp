#include "service/commands/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace deepalive::service {
namespace {

TEST(Table, AlignsColumnsByCharactersAndNotByBytes) {
  Table table({"A", "B"});
  table.add({"größe", "x"});
  table.add({"abc", "y"});
  std::ostringstream out;
  table.print(out, " ");
  EXPECT_EQ(out.str(), " A      B\n größe  x\n abc    y\n");
}

}  // namespace
}  // namespace deepalive::service
