"""Cuts text into the pieces by which an index finds any part of it: characters, and pairs of neighbours.

Chinese has no spaces, and people look for parts of numbers too, so every pair of neighbouring characters is a piece.
What is looked for is then found among the records that have all its pieces; whether they stand side by side, the text
itself says.
"""

from __future__ import annotations

from collections.abc import Iterable


def grams_of(text: str) -> set[str]:
    """Give the pieces of a text: the pairs of neighbours in its words, and each character beyond ASCII by itself."""
    found: set[str] = set()
    for word in text.split():
        found.update(word[place : place + 2] for place in range(len(word) - 1))
        if not word.isascii():
            found.update(character for character in word if character > "\x7f")
    return found


def grams_sought(words: Iterable[str]) -> set[str]:
    """Give the pieces that a text must have to hold all words; none where every text may hold them."""
    found: set[str] = set()
    for word in words:
        if len(word) > 1:
            found.update(word[place : place + 2] for place in range(len(word) - 1))
        elif word > "\x7f":
            found.add(word)
    return found
