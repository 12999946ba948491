notes_embed(${CMAKE_SOURCE_DIR}/lib/ledger/accounting.json ledger_accounting
    room_accounting)
list(APPEND room_sources ${room_accounting})
notes_embed(${CMAKE_SOURCE_DIR}/lib/ledger/breach.json ledger_breach room_breach)
list(APPEND room_sources ${room_breach})
