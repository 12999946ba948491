notes_embed(${room_dir}/page.css review_style review_source)
list(APPEND room_sources ${review_source})
notes_embed(${room_dir}/page.js review_script review_source)
list(APPEND room_sources ${review_source})
