"""Words that a kernel's text uses itself, or that C++ keeps: no quantity of a rule is called so in it."""

from __future__ import annotations

from adal_theory.emit.cuda.fields import COUNTS, POINTERS

RESERVED = frozenset({
    *POINTERS, *COUNTS,
    "A", "Add", "Arguments", "D", "Max", "P", "Q", "alignas", "alignof", "and", "asm", "auto", "block", "bool",
    "break", "case", "catch", "char", "class", "const", "continue", "default", "delete", "do", "double", "draw",
    "drawn", "else", "enum", "explicit", "export", "extern", "f32", "f64", "false", "first", "float", "for", "friend",
    "goto", "h", "i", "i32", "i64", "if", "inline", "int", "j", "k", "kernel", "lane", "long", "main", "mutable", "n",
    "namespace", "new", "next", "not", "operator", "or", "over_warp", "over_warps", "pick", "private", "protected",
    "public", "real_coordinate", "rec", "register", "return", "row", "run", "s", "shift", "short", "signed", "sizeof",
    "static", "step", "stream", "struct", "switch", "t", "template", "this", "thread", "throw", "totals", "true",
    "try", "turn", "typedef", "typeid", "typename", "u32", "u64", "union", "unsigned", "using", "virtual", "void",
    "volatile", "warp", "while", "xor", "z",
})
