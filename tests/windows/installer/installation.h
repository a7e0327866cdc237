#pragma once

#include <windows.h>

#include <filesystem>
#include <string>
#include <vector>

namespace deepalive::testing {

// What ended, and with what it said.
struct Ended {
  DWORD code = 0;
  std::string output;
};

// Runs a program to its end, for a minute at most (then it is ended, with code 258). `command` is
// a whole command line in UTF-8; its output goes through a file, because what it starts may
// outlive it.
Ended run_to_end(const std::string& command);

// What this machine has of DeepAlive, as an administrator would look for it.
struct Installation {
  static std::filesystem::path program_folder();  // C:\Program Files\DeepAlive
  static std::filesystem::path data_folder();     // C:\ProgramData\DeepAlive

  // "0.1.0", several with a blank between them; empty when none is installed.
  static std::string versions();
  // "running", "stopped", …; "absent".
  static std::string service_state();
  // "automatic", "manual", "disabled"; empty when there is no service.
  static std::string service_start();
  static bool is_in_path();

  // Sets how it starts, as services.msc would.
  static void set_service_start(DWORD start_type);

  // Removes what is installed, and each trace of it.
  static void clean();
  // What is there of ours, a line each; empty when nothing is left.
  static std::vector<std::string> traces();
};

std::string read_file(const std::filesystem::path& file);

}  // namespace deepalive::testing
