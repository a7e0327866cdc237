#include "service/http/security/bcrypt.h"

#include <gtest/gtest.h>

#include "config/web/web_config.h"

namespace deepalive::service {
namespace {

// What htpasswd, Go's x/crypto and crypt_blowfish's own tests have made.
TEST(Bcrypt, KnowsPasswordsByTheirHashes) {
  EXPECT_TRUE(
      bcrypt_matches("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
  EXPECT_TRUE(
      bcrypt_matches("U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
  EXPECT_TRUE(
      bcrypt_matches("U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"));
  EXPECT_TRUE(bcrypt_matches("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"));
  EXPECT_TRUE(bcrypt_matches("\xff\xff\xa3",
                             "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"));
}

TEST(Bcrypt, RefusesEveryOtherPassword) {
  const std::string hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  EXPECT_FALSE(bcrypt_matches("U*u", hash));
  EXPECT_FALSE(bcrypt_matches("", hash));
  EXPECT_FALSE(bcrypt_matches(std::string("U*U\0x", 5), hash));
}

TEST(Bcrypt, RefusesWhatIsNoHash) {
  EXPECT_FALSE(bcrypt_matches("U*U", ""));
  EXPECT_FALSE(bcrypt_matches("U*U", "U*U"));
  EXPECT_FALSE(bcrypt_matches("U*U", "$2a$05$CCC"));
}

TEST(Bcrypt, MakesHashesThatItKnowsAgainAndEachIsAnother) {
  const std::string hash = bcrypt_hash("secret", 4);
  EXPECT_TRUE(config::is_bcrypt_hash(hash)) << hash;
  EXPECT_TRUE(bcrypt_matches("secret", hash));
  EXPECT_FALSE(bcrypt_matches("Secret", hash));
  EXPECT_NE(bcrypt_hash("secret", 4), hash);
}

TEST(Bcrypt, MakesNoHashOfWhatItWouldNotSeeWhole) {
  EXPECT_EQ(bcrypt_hash(std::string(73, 'x'), 4), "");
  EXPECT_EQ(bcrypt_hash(std::string("a\0b", 3), 4), "");
  EXPECT_EQ(bcrypt_hash("secret", 3), "");
}

}  // namespace
}  // namespace deepalive::service
