#include "service/http/badge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <cmath>
#include <sstream>

namespace deepalive::service {
namespace {

using ::testing::StartsWith;
using Tree = boost::property_tree::ptree;

Tree parse(const std::string& svg) {
  std::istringstream text(svg);
  Tree tree;
  boost::property_tree::read_xml(text, tree);
  return tree.get_child("svg");
}

// WCAG 2's relative luminance of "#rrggbb".
double luminance(std::string_view colour) {
  double sum = 0;
  constexpr double kWeights[] = {0.2126, 0.7152, 0.0722};
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = std::stoi(std::string(colour.substr(1 + 2 * i, 2)), nullptr, 16) / 255.0;
    sum += kWeights[i] * (part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

TEST(Badge, IsWellFormedAndSaysTheSameToPeopleWhoDoNotSeeIt) {
  for (const Verdict verdict : kAllVerdicts) {
    const std::string word(to_name(verdict));
    const Tree svg = parse(render_badge("shop", verdict));
    EXPECT_EQ(svg.get<std::string>("<xmlattr>.role"), "img");
    EXPECT_EQ(svg.get<std::string>("<xmlattr>.aria-label"), "shop: " + word);
    EXPECT_EQ(svg.get<std::string>("title"), "shop: " + word);
  }
}

TEST(Badge, HasTextThatIsReadOnItsColour) {
  for (const Verdict verdict : kAllVerdicts) {
    const double contrast = 1.05 / (luminance(badge_colour(verdict)) + 0.05);
    EXPECT_GE(contrast, 4.5) << to_name(verdict);
  }
}

TEST(Badge, IsAsWideAsWhatItHolds) {
  const auto width = [](std::string_view label) {
    return parse(render_badge(label, Verdict::healthy)).get<int>("<xmlattr>.width");
  };
  EXPECT_GT(width("shop"), 60);
  EXPECT_LT(width("shop"), 110);
  EXPECT_GT(width("wwww"), width("iiii"));
  EXPECT_GT(width(std::string(64, 'W')), 600);
}

TEST(Badge, EscapesWhatWouldBeMarkup) {
  const std::string svg = render_badge("a<b&\"c", Verdict::healthy);
  EXPECT_EQ(parse(svg).get<std::string>("title"), "a<b&\"c: healthy");
}

TEST(Badge, LoadsNothing) {
  const std::string svg = render_badge("shop", Verdict::healthy);
  EXPECT_EQ(svg.find("href"), svg.npos);
  EXPECT_EQ(svg.find("url(http"), svg.npos);
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
}

}  // namespace
}  // namespace deepalive::service
