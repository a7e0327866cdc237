#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace deepalive::testing {

// One step of a scenario: an action and, after it, what must be so.
struct Step {
  std::string say;        // for whoever reads a failure
  std::string msiexec;    // its arguments; {this}, {rebuilt} and {next} are installers
  std::string deepalive;  // arguments of the installed program
  std::string standin;    // arguments of standin_ctl: the stand-in of this machine's IIS
  std::string write;      // a file to write, with `text`
  std::string text;
  std::string start_type;  // "manual" or "disabled", set as an administrator would
  std::map<std::string, std::string> variables;  // of the environment, from here on
  unsigned exit = 0;                             // of msiexec or deepalive

  // What must be so; empty: it is not looked at.
  std::string version;  // "none" when nothing is installed
  std::string service;
  std::string start;
  std::string in_path;             // "yes" or "no"
  std::string answers;             // "yes": the agent's pipe answers
  std::string healthy;             // a role of which the agent comes to say so
  std::vector<std::string> there;  // files and folders
  std::vector<std::string> gone;
  std::map<std::string, std::string> contains;  // a file, and a text in it
  std::string output;                           // a text in what the action said
  std::string traces;                           // "none"
};

struct Scenario {
  std::string name;
  std::vector<Step> steps;

  // By its name in lists of tests.
  friend void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name; }
};

// Reads scenarios.yaml. An unknown key is an error: it would be a check that checks nothing.
std::vector<Scenario> read_scenarios(const std::string& file);

}  // namespace deepalive::testing
