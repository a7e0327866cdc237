# cmake -D STYLE=page.css -D SCRIPT=page.js -D OUT=page_assets.cpp -P embed.cmake
file(READ ${STYLE} style)
file(READ ${SCRIPT} script)
file(WRITE ${OUT} "#include \"service/page/page_assets.h\"

namespace deepalive::service {

const std::string_view kPageStyle = R\"asset(${style})asset\";
const std::string_view kPageScript = R\"asset(${script})asset\";

}  // namespace deepalive::service
")
