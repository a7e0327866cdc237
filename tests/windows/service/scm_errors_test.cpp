#include "service/windows/scm_errors.h"

#include <gtest/gtest.h>

namespace deepalive::service {
namespace {

TEST(ScmErrors, NameTheServiceTheCodeAndTheCure) {
  const struct {
    DWORD code;
    const char* cure;
  } table[] = {{ERROR_ACCESS_DENIED, "administrator"},
               {ERROR_FILE_NOT_FOUND, "install the service again"},
               {ERROR_SERVICE_DOES_NOT_EXIST, "deepalive service install"},
               {ERROR_SERVICE_MARKED_FOR_DELETE, "services.msc"},
               {ERROR_SERVICE_DISABLED, "deepalive service install"},
               {ERROR_SERVICE_LOGON_FAILED, "account"},
               {ERROR_SERVICE_REQUEST_TIMEOUT, "deepalive run"}};
  for (const auto& row : table) {
    const Error error = scm_error("DeepAlive", "cannot be started", row.code);
    EXPECT_EQ(error.code, row.code);
    EXPECT_TRUE(error.where.starts_with("service DeepAlive: cannot be started: ")) << error.where;
    EXPECT_NE(error.where.find("(Win32 error " + std::to_string(row.code) + ")"), std::string::npos)
        << error.where;
    EXPECT_NE(error.where.find(row.cure), std::string::npos) << error.where;
  }
}

TEST(ScmErrors, OnlyAServiceThatDoesNotExistIsMissing) {
  EXPECT_EQ(scm_error("x", "y", ERROR_SERVICE_DOES_NOT_EXIST).reason, Reason::service_missing);
  EXPECT_EQ(scm_error("x", "y", ERROR_ACCESS_DENIED).reason, Reason::service_query_failed);
}

TEST(ExitText, IsEmptyForAGoodEndAndForOneThatNeverRan) {
  EXPECT_EQ(exit_text(NO_ERROR, 0), "");
  EXPECT_EQ(exit_text(ERROR_SERVICE_NEVER_STARTED, 0), "");
  EXPECT_EQ(exit_text(ERROR_SERVICE_SPECIFIC_ERROR, 70), "it ended with exit code 70");
  EXPECT_NE(exit_text(ERROR_PROCESS_ABORTED, 0).find("Win32 error 1067"), std::string::npos);
}

}  // namespace
}  // namespace deepalive::service
