# The gazetteer is made of this room's lists, the names of the 1990 census (rig)
# and Debian's English and medical dictionaries; the patterns are compiled.
find_file(HUNSPELL_ENGLISH en_US.dic PATHS /usr/share/hunspell REQUIRED)
find_file(HUNSPELL_MEDICAL en_med_glut.dic PATHS /usr/share/hunspell REQUIRED)
find_path(RIG_NAMES lnames.idx PATHS /usr/share/rig REQUIRED)

add_executable(lexicon_generate ${room_dir}/generate/lexicon_generate.c)
target_link_libraries(lexicon_generate PRIVATE notes_text notes_base)
set(lexicon ${CMAKE_BINARY_DIR}/gen/identify_lexicon.c)
add_custom_command(OUTPUT ${lexicon}
    COMMAND lexicon_generate ${lexicon} given=${room_dir}/given.txt
        given=${RIG_NAMES}/fnames.idx given=${RIG_NAMES}/mnames.idx
        family=${room_dir}/family.txt family=${RIG_NAMES}/lnames.idx
        places=${room_dir}/places.txt words=${room_dir}/words.txt
        english=${HUNSPELL_ENGLISH} medical=${HUNSPELL_MEDICAL}
    DEPENDS lexicon_generate ${room_dir}/given.txt ${room_dir}/family.txt
        ${room_dir}/places.txt ${room_dir}/words.txt VERBATIM)
notes_match(${room_dir}/patterns.tsv identify_patterns patterns_source)
list(APPEND room_sources ${lexicon} ${patterns_source})
