# notes_embed(FILE SYMBOL OUT): at build time, FILE's bytes as the C array
# `const unsigned char SYMBOL[]` with `const size_t SYMBOL_len`, in OUT.  The
# loader that reads it is the one that reads a file an option names.
function(notes_embed file symbol out)
	set(made ${CMAKE_BINARY_DIR}/gen/${symbol}.c)
	add_custom_command(OUTPUT ${made}
	    COMMAND ${CMAKE_COMMAND} -DFILE=${file} -DSYMBOL=${symbol}
	        -DOUT=${made} -P ${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake
	    DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake
	    VERBATIM)
	set(${out} ${made} PARENT_SCOPE)
endfunction()
