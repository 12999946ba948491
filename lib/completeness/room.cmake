# The standards that can be named, and what the checks listen for.
foreach(standard medicare commercial telehealth group)
	notes_embed(${room_dir}/standards/${standard}.json
	    standard_${standard} standard_source)
	list(APPEND room_sources ${standard_source})
endforeach()
notes_match(${room_dir}/words.txt completeness_words words_source)
list(APPEND room_sources ${words_source})
