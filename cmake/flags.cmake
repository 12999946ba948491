# Every flag of the project, carried by one INTERFACE target.
include(CheckCCompilerFlag)
include(CheckPIESupported)

pkg_check_modules(GCRYPT REQUIRED IMPORTED_TARGET libgcrypt>=1.10)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.13)
pkg_check_modules(HS REQUIRED IMPORTED_TARGET libhs)
pkg_check_modules(XML2 REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo pangoft2 cairo-pdf)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
check_pie_supported(LANGUAGES C)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(NOTES_WERROR "Treat warnings as errors" OFF)
set(NOTES_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

# The flags are for this build; who uses the installed library has his own.
add_library(notes_own_flags INTERFACE)
option(NOTES_SANDBOX "Enter a sandbox before reading input" ON)

add_library(notes_flags INTERFACE)
target_link_libraries(notes_flags INTERFACE $<BUILD_INTERFACE:notes_own_flags>)
target_include_directories(notes_flags INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/notes-tools>)

target_compile_definitions(notes_own_flags INTERFACE
    _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE
    NOTES_VERSION="${PROJECT_VERSION}")
target_include_directories(notes_own_flags INTERFACE
    ${CMAKE_SOURCE_DIR}/lib ${CMAKE_BINARY_DIR}/gen)
target_compile_options(notes_own_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla
    -Wundef -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
    -Wcast-qual -Wwrite-strings -Wpointer-arith -Wformat=2
    -Wimplicit-fallthrough -Wswitch-enum -Wnull-dereference
    -ffp-contract=off)
if(NOTES_WERROR)
	target_compile_options(notes_own_flags INTERFACE -Werror)
endif()

foreach(flag -fstack-protector-strong -fstack-clash-protection
        -fcf-protection=full)
	string(MAKE_C_IDENTIFIER "HAVE${flag}" have)
	check_c_compiler_flag(${flag} ${have})
	if(${have})
		target_compile_options(notes_own_flags INTERFACE ${flag})
	endif()
endforeach()
target_link_options(notes_own_flags INTERFACE
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)

if(NOTES_SANITIZE OR NOT NOTES_SANDBOX)
	target_compile_definitions(notes_flags INTERFACE SANDBOX_BUILT=0)
endif()

if(NOTES_SANITIZE)
	target_compile_options(notes_own_flags INTERFACE
	    -fsanitize=${NOTES_SANITIZE} -fno-sanitize-recover=all
	    -fno-omit-frame-pointer)
	target_link_options(notes_own_flags INTERFACE -fsanitize=${NOTES_SANITIZE})
else()
	target_compile_options(notes_own_flags INTERFACE
	    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
	    $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3>)
endif()
