# The weights, and the program that makes them from the corpus:
#	cmake --build --preset release --target model
notes_embed(${CMAKE_SOURCE_DIR}/lib/classify/model.bin classify_model classify_model_c)

# The classes of words, as a table.
add_executable(word_class_generate
    ${CMAKE_SOURCE_DIR}/lib/classify/generate/word_class_generate.c)
target_link_libraries(word_class_generate PRIVATE notes_flags)
target_include_directories(word_class_generate PRIVATE ${CMAKE_SOURCE_DIR}/lib)
set(word_class_words ${CMAKE_SOURCE_DIR}/lib/classify/word_class.txt)
set(word_class_table ${CMAKE_BINARY_DIR}/gen/word_class_table.c)
add_custom_command(OUTPUT ${word_class_table}
    COMMAND word_class_generate ${word_class_words} ${word_class_table}
    DEPENDS word_class_generate ${word_class_words} VERBATIM)
list(APPEND room_sources ${classify_model_c} ${word_class_table})

file(GLOB classify_training ${CMAKE_SOURCE_DIR}/lib/classify/training/*.c)
file(GLOB classify_corpus ${CMAKE_SOURCE_DIR}/lib/classify/training/*.notes)
add_executable(train ${classify_training}
    ${CMAKE_SOURCE_DIR}/lib/classify/cut.c
    ${CMAKE_SOURCE_DIR}/lib/classify/feature.c
    ${CMAKE_SOURCE_DIR}/lib/classify/first_pass.c
    ${CMAKE_SOURCE_DIR}/lib/classify/glimpse.c
    ${CMAKE_SOURCE_DIR}/lib/classify/memory.c
    ${CMAKE_SOURCE_DIR}/lib/classify/model.c
    ${CMAKE_SOURCE_DIR}/lib/classify/note_class.c
    ${CMAKE_SOURCE_DIR}/lib/classify/outline.c
    ${CMAKE_SOURCE_DIR}/lib/classify/phrases.c
    ${CMAKE_SOURCE_DIR}/lib/classify/reading.c
    ${CMAKE_SOURCE_DIR}/lib/classify/recall.c
    ${CMAKE_SOURCE_DIR}/lib/classify/sequence.c
    ${CMAKE_SOURCE_DIR}/lib/classify/split.c
    ${CMAKE_SOURCE_DIR}/lib/classify/sum.c
    ${CMAKE_SOURCE_DIR}/lib/classify/word_class.c
    ${CMAKE_SOURCE_DIR}/lib/classify/word_set.c
    ${word_class_table})
target_compile_options(train PRIVATE -O3)
target_link_libraries(train PRIVATE notes_flags notes_note notes_text notes_stream notes_base)
add_custom_target(model
    COMMAND train --output=${CMAKE_SOURCE_DIR}/lib/classify/model.bin
        ${classify_corpus} VERBATIM)

# The inner loops are sums over all labels, which wants vectors.
set_source_files_properties(${CMAKE_SOURCE_DIR}/lib/classify/cut.c
    ${CMAKE_SOURCE_DIR}/lib/classify/first_pass.c
    ${CMAKE_SOURCE_DIR}/lib/classify/glimpse.c
    ${CMAKE_SOURCE_DIR}/lib/classify/memory.c
    ${CMAKE_SOURCE_DIR}/lib/classify/model.c
    ${CMAKE_SOURCE_DIR}/lib/classify/sequence.c
    ${CMAKE_SOURCE_DIR}/lib/classify/sum.c
    PROPERTIES COMPILE_OPTIONS $<$<NOT:$<CONFIG:Debug>>:-O3>)
