notes_embed(${room_dir}/profiles.json redact_profiles profiles_source)
list(APPEND room_sources ${profiles_source})
