# notes_match(PATTERNS SYMBOL OUT): compiles a pattern file (match.h) when the
# project is built; OUT is the C file with SYMBOL and SYMBOL_patterns.
add_executable(match_generate ${CMAKE_SOURCE_DIR}/lib/text/generate/match_generate.c
    ${CMAKE_SOURCE_DIR}/lib/text/match.c)
target_link_libraries(match_generate PRIVATE notes_flags notes_base PkgConfig::HS)

function(notes_match file symbol out)
	set(made ${CMAKE_BINARY_DIR}/gen/${symbol}.c)
	add_custom_command(OUTPUT ${made}
	    COMMAND match_generate ${file} ${symbol} ${made}
	    DEPENDS ${file} match_generate VERBATIM)
	set(${out} ${made} PARENT_SCOPE)
endfunction()
