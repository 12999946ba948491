notes_embed(${room_dir}/statements.json package_statements package_statements_c)
list(APPEND room_sources ${package_statements_c})
