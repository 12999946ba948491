# The library as one archive would hide its rooms; it is installed as they are:
# libnotes_ROOM.a, found by pkg-config or find_package(notes-tools).
get_property(rooms GLOBAL PROPERTY NOTES_ROOM_TARGETS)
set(notes_config ${CMAKE_INSTALL_LIBDIR}/cmake/notes-tools)
set(notes_share ${CMAKE_INSTALL_DATADIR}/notes-tools)

install(TARGETS notes_flags ${rooms} EXPORT notes-tools
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY lib/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/notes-tools
    FILES_MATCHING PATTERN "*.h" PATTERN "*.def"
    PATTERN generate EXCLUDE PATTERN schema EXCLUDE PATTERN training EXCLUDE
    PATTERN standards EXCLUDE PATTERN maps EXCLUDE)
install(EXPORT notes-tools NAMESPACE notes:: DESTINATION ${notes_config})

# pkg-config names the rooms from the top down, as a static link wants them.
set(notes_libs ${rooms})
list(REVERSE notes_libs)
list(TRANSFORM notes_libs PREPEND -l)
list(JOIN notes_libs " " notes_libs)
configure_file(cmake/notes-tools.pc.in notes-tools.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/notes-tools.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

include(CMakePackageConfigHelpers)
write_basic_package_version_file(notes-tools-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES cmake/notes-tools-config.cmake
    ${CMAKE_BINARY_DIR}/notes-tools-config-version.cmake
    DESTINATION ${notes_config})

install(DIRECTORY lib/import/maps DESTINATION ${notes_share})
install(DIRECTORY lib/note/schema DESTINATION ${notes_share}
    FILES_MATCHING PATTERN "*.json")
install(DIRECTORY lib/completeness/standards DESTINATION ${notes_share}
    FILES_MATCHING PATTERN "*.json")
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR}
    USE_SOURCE_PERMISSIONS)
