#include "config/file_exposure.h"

#include <sys/stat.h>

namespace deepalive::config {

std::string file_exposure(const std::filesystem::path& file) {
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) return "";
  const bool group = (status.st_mode & S_IRGRP) != 0;
  const bool others = (status.st_mode & S_IROTH) != 0;
  if (!group && !others) return "";
  return std::string("can be read by ") + (others ? "everyone" : "its group") +
         "; if it holds a secret: chmod 600";
}

}  // namespace deepalive::config
