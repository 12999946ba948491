#!/usr/bin/env python3
"""Writes fold.def from the Unicode data that Python brings.

usage: fold_table.py > fold.def

Run by hand when a newer Unicode is wanted; the build uses the committed table.
A row is a code point, what it plainly is (case kept), and that in lower case.
"""
import sys
import unicodedata

NOTHING = [0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200C, 0x200D,
           0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164,
           *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0]
PLAIN = {
    0x00A0: " ", 0x1680: " ", **{c: " " for c in range(0x2000, 0x200B)}, 0x2028: "\n", 0x2029: "\n",
    0x202F: " ", 0x205F: " ", 0x3000: " ",
    **{c: "-" for c in (*range(0x2010, 0x2016), 0x2043, 0x2212, 0x058A, 0xFE58, 0xFE63, 0xFF0D)},
    **{c: "'" for c in (*range(0x2018, 0x201C), 0x2032, 0x2035, 0x02B9, 0x02BB, 0x02BC, 0x02BD, 0x02C8, 0x00B4, 0x055A, 0xFF07)},
    **{c: '"' for c in (*range(0x201C, 0x2020), 0x2033, 0x2036, 0x00AB, 0x00BB, 0xFF02)},
    0x00B7: ".", 0x2024: ".", 0x2044: "/", 0x2215: "/", 0x3002: ".",
    0x00C6: "AE", 0x00E6: "ae", 0x00D0: "D", 0x00F0: "d", 0x00D8: "O", 0x00F8: "o", 0x00DE: "Th", 0x00FE: "th", 0x00DF: "ss", 0x1E9E: "SS",
    0x0110: "D", 0x0111: "d", 0x0126: "H", 0x0127: "h", 0x0131: "i", 0x0138: "k", 0x0141: "L", 0x0142: "l", 0x014A: "N", 0x014B: "n",
    0x0152: "OE", 0x0153: "oe", 0x0166: "T", 0x0167: "t", 0x0180: "b", 0x0181: "B", 0x018F: "A", 0x0259: "a", 0x0198: "K", 0x0199: "k",
    0x018A: "D", 0x0257: "d", 0x0197: "I", 0x0268: "i", 0x01B5: "Z", 0x01B6: "z", 0x0260: "g", 0x0193: "G",
}


def plain(cp):
    if cp in PLAIN:
        return PLAIN[cp]
    text = unicodedata.normalize("NFKD", chr(cp))
    kept = "".join(PLAIN.get(ord(c), c) for c in text if not unicodedata.combining(c) and unicodedata.category(c) not in ("Mn", "Me"))
    return kept


def literal(text):
    out, hexed = "", False
    for b in text.encode():
        if b == 10:
            out, hexed = out + "\\n", False
        elif 32 <= b < 127 and chr(b) not in '"\\':
            out += ('""' if hexed and chr(b) in "0123456789abcdefABCDEF" else "") + chr(b)
            hexed = False
        elif b < 128:
            out, hexed = out + "\\" + chr(b), False
        else:
            out, hexed = out + "\\x%02x" % b, True
    return '"' + out + '"'


print("/* FOLD(code point, plain, folded), ascending: written by fold_table.py from")
print(" * Unicode %s (its licence: Unicode-DFS-2016).  Combining marks are ranges in utf8.c. */" % unicodedata.unidata_version)
for cp in range(0x80, 0x1FC00):
    if 0xD800 <= cp < 0xE000 or 0xAC00 <= cp < 0xD7B0 or 0x3400 <= cp < 0xA000 or 0xF900 <= cp < 0xFB00:
        continue
    if unicodedata.category(chr(cp)) in ("Mn", "Me"):
        continue
    if cp in NOTHING:
        p = f = ""
    elif unicodedata.category(chr(cp)) == "Cn":
        continue
    else:
        p = plain(cp)
        # A letter keeps its class; symbols that decompose to words are left alone.
        if p == "" or (len(p) > 1 and not p.isascii()) or len(p) > 4 or (p[0] == " " and cp not in PLAIN):
            p = chr(cp)
        f = p.lower()
        if len(f) != len(p):
            f = p
    if p != chr(cp) or f != chr(cp):
        print('FOLD(0x%05X, %s, %s)' % (cp, literal(p), literal(f)))
