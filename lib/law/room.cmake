# Every file of lib/law/rules becomes a C array, and rule_files[] lists them.
file(GLOB rule_files CONFIGURE_DEPENDS ${room_dir}/rules/*.json)
set(rule_externs "")
set(rule_rows "")
foreach(rule_file ${rule_files})
	get_filename_component(rule_name ${rule_file} NAME)
	string(MAKE_C_IDENTIFIER "rules_${rule_name}" rule_symbol)
	notes_embed(${rule_file} ${rule_symbol} rule_source)
	list(APPEND room_sources ${rule_source})
	string(APPEND rule_externs "extern const unsigned char ${rule_symbol}[];
extern const size_t ${rule_symbol}_len;
")
	string(APPEND rule_rows
	    "    {\"${rule_name}\", ${rule_symbol}, &${rule_symbol}_len},\n")
endforeach()
configure_file(${room_dir}/rule_files.c.in
    ${CMAKE_BINARY_DIR}/gen/law/rule_files.c @ONLY)
list(APPEND room_sources ${CMAKE_BINARY_DIR}/gen/law/rule_files.c)
