"""Memory as words: numbers of the size of a pointer, in the machine's order."""


def words_in(data: bytes | memoryview, word: int) -> "memoryview[int]":
    """Return the words that memory holds; the rest of an unfinished one is left out.

    Args:
        data: Memory from a multiple of a word.
        word: Bytes of a pointer: 8 or 4.
    """
    whole = memoryview(data)[: len(data) // word * word]
    return whole.cast("Q") if word == 8 else whole.cast("I")
