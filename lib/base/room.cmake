# The sandbox's filters, spelt by libseccomp when the project is built.
add_executable(sandbox_generate ${CMAKE_SOURCE_DIR}/lib/base/generate/sandbox_generate.c)
target_link_libraries(sandbox_generate PRIVATE notes_flags PkgConfig::SECCOMP)
set(sandbox_filter ${CMAKE_BINARY_DIR}/gen/sandbox_filter.c)
add_custom_command(OUTPUT ${sandbox_filter}
    COMMAND sandbox_generate ${sandbox_filter} DEPENDS sandbox_generate VERBATIM)
list(APPEND room_sources ${sandbox_filter})
