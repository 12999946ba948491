# The weights, and the program that makes them from the corpus:
#	cmake --build --preset release --target model
notes_embed(${CMAKE_SOURCE_DIR}/lib/classify/model.bin classify_model classify_model_c)
list(APPEND room_sources ${classify_model_c})

file(GLOB classify_training ${CMAKE_SOURCE_DIR}/lib/classify/training/*.c)
file(GLOB classify_corpus ${CMAKE_SOURCE_DIR}/lib/classify/training/*.notes)
add_executable(train ${classify_training}
    ${CMAKE_SOURCE_DIR}/lib/classify/feature.c
    ${CMAKE_SOURCE_DIR}/lib/classify/memory.c
    ${CMAKE_SOURCE_DIR}/lib/classify/model.c
    ${CMAKE_SOURCE_DIR}/lib/classify/note_class.c
    ${CMAKE_SOURCE_DIR}/lib/classify/outline.c
    ${CMAKE_SOURCE_DIR}/lib/classify/phrases.c
    ${CMAKE_SOURCE_DIR}/lib/classify/reading.c
    ${CMAKE_SOURCE_DIR}/lib/classify/sequence.c
    ${CMAKE_SOURCE_DIR}/lib/classify/split.c)
target_compile_options(train PRIVATE -O2)
target_link_libraries(train PRIVATE notes_flags notes_note notes_text notes_stream notes_base)
add_custom_target(model
    COMMAND train --output=${CMAKE_SOURCE_DIR}/lib/classify/model.bin
        ${classify_corpus} VERBATIM)

# The inner loops are sums over sixteen labels, which wants vectors.
set_source_files_properties(${CMAKE_SOURCE_DIR}/lib/classify/memory.c
    ${CMAKE_SOURCE_DIR}/lib/classify/model.c
    ${CMAKE_SOURCE_DIR}/lib/classify/reading.c
    ${CMAKE_SOURCE_DIR}/lib/classify/sequence.c
    PROPERTIES COMPILE_OPTIONS $<$<NOT:$<CONFIG:Debug>>:-O3>)
