// The one translation unit that holds the code of Boost.JSON; all others see declarations.
#include <boost/json/src.hpp>
