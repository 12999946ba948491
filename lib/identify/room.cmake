# The gazetteer is made of this room's lists and of Debian's: English words,
# WordNet's words (of medicine too), names of many tongues and GeoNames' towns.
# The patterns are compiled.
find_file(HUNSPELL_ENGLISH en_US.dic PATHS /usr/share/hunspell REQUIRED)
find_path(WORDNET data.noun PATHS /usr/share/wordnet REQUIRED)
find_path(FAKER_PERSON en_US/__init__.py REQUIRED
    PATHS /usr/lib/python3/dist-packages/faker/providers/person)
find_file(GEONAMES geonames.mo PATHS /usr/share/locale/en/LC_MESSAGES REQUIRED)
file(GLOB faker ${FAKER_PERSON}/*/__init__.py)
list(TRANSFORM faker PREPEND faker=)

add_executable(lexicon_generate ${room_dir}/generate/lexicon_generate.c)
target_link_libraries(lexicon_generate PRIVATE notes_text notes_base)
set(lexicon ${CMAKE_BINARY_DIR}/gen/identify_lexicon.c)
add_custom_command(OUTPUT ${lexicon}
    COMMAND lexicon_generate ${lexicon} given=${room_dir}/given.txt
        family=${room_dir}/family.txt places=${room_dir}/places.txt
        words=${room_dir}/words.txt medical=${room_dir}/medical.txt
        english=${HUNSPELL_ENGLISH} wordnet=${WORDNET}/data.noun
        wordnet=${WORDNET}/data.verb wordnet=${WORDNET}/data.adj
        wordnet=${WORDNET}/data.adv ${faker} geonames=${GEONAMES}
    DEPENDS lexicon_generate ${room_dir}/given.txt ${room_dir}/family.txt
        ${room_dir}/places.txt ${room_dir}/words.txt ${room_dir}/medical.txt
        VERBATIM)
notes_match(${room_dir}/patterns.tsv identify_patterns patterns_source)
notes_match(${room_dir}/digits.tsv identify_digits digits_source)
list(APPEND room_sources ${lexicon} ${patterns_source} ${digits_source})
