"""What is said of sharing, in words and in one sign each."""

from memscope.i18n import N_, _, listed
from memscope.model.sharing import MatchedBy, Proof, Sharing, SpaceRelation

SHARING_MARKS = {
    Sharing.ONE_SPACE: "═",
    Sharing.SAME_FRAMES: "═",
    Sharing.COPY_ON_WRITE: "╪",
    Sharing.PARTLY: "┄",
    Sharing.PRIVATE: "≠",
    Sharing.MERGED: "∪",
    Sharing.ZERO: "0",
    Sharing.ALIKE: "≈",
    Sharing.SAME_OBJECT: "·",
    Sharing.NOTHING: "·",
    Sharing.UNKNOWN: "?",
}
"""One cell; `═` wherever both sides use the same physical memory."""

_SHORT = {
    Sharing.ONE_SPACE: N_("one memory"),
    Sharing.SAME_FRAMES: N_("same frames"),
    Sharing.COPY_ON_WRITE: N_("same until written"),
    Sharing.PARTLY: N_("partly copied"),
    Sharing.PRIVATE: N_("separate"),
    Sharing.MERGED: N_("merged"),
    Sharing.ZERO: N_("page of zeros"),
    Sharing.ALIKE: N_("probably the same"),
    Sharing.SAME_OBJECT: N_("same file, unread"),
    Sharing.NOTHING: N_("nothing to compare"),
    Sharing.UNKNOWN: N_("unknown"),
}

_SENTENCES = {
    Sharing.ONE_SPACE: N_(
        "Both look at one and the same memory: what one writes, the other reads."
    ),
    Sharing.SAME_FRAMES: N_(
        "Every page that both have in RAM is in the same physical frame, so it costs "
        "memory only once."
    ),
    Sharing.COPY_ON_WRITE: N_(
        "Both still use the same physical frames. Whoever writes first gets a copy of "
        "the page it writes to."
    ),
    Sharing.PARTLY: N_(
        "Some pages are still in the same physical frame; others were written to and "
        "have been copied."
    ),
    Sharing.PRIVATE: N_(
        "No page is in the same physical frame: what one writes here, the other never "
        "sees."
    ),
    Sharing.MERGED: N_(
        "The pages happened to be equal, and the kernel (KSM) keeps one copy to save "
        "memory. A write makes them separate again."
    ),
    Sharing.ZERO: N_(
        "Both have only read here, and read the kernel's one page of zeros. That does "
        "not mean that they share anything."
    ),
    Sharing.ALIKE: N_(
        "The pages hold the same bytes, and the kernel says that they are shared with "
        "somebody. That makes it likely that they are the same; frame numbers, which "
        "only root may see, would prove it."
    ),
    Sharing.SAME_OBJECT: N_(
        "Both map the same file or shared memory, but no page of it is in RAM on both "
        "sides at the moment."
    ),
    Sharing.NOTHING: N_("No page is in RAM on both sides, so there is nothing to say."),
    Sharing.UNKNOWN: N_("What we are allowed to see does not decide it."),
}

_PROOFS = {
    Proof.SAME_PROCESS: N_("threads of one process"),
    Proof.KCMP: N_("the kernel compared them (kcmp)"),
    Proof.FRAMES: N_("numbers of the physical frames"),
    Proof.EXCLUSIVE_BIT: N_("pages that the kernel calls exclusive"),
    Proof.PAGE_STATE: N_("pages that the kernel describes differently"),
    Proof.INODE: N_("unmodified pages of the same file"),
    Proof.CONTENTS: N_("the bytes in the pages"),
}

_SHORT_PROOFS = {
    Proof.SAME_PROCESS: N_("process"),
    Proof.KCMP: N_("kcmp"),
    Proof.FRAMES: N_("frames"),
    Proof.EXCLUSIVE_BIT: N_("exclusive"),
    Proof.PAGE_STATE: N_("page state"),
    Proof.INODE: N_("same file"),
    Proof.CONTENTS: N_("bytes"),
}

_MATCHED = {
    MatchedBy.ADDRESS: N_("same address"),
    MatchedBy.OBJECT: N_("same file"),
    MatchedBy.ORDER: N_("same kind"),
}

_RELATIONS = {
    SpaceRelation.SAME: N_("one and the same"),
    SpaceRelation.SEPARATE: N_("two separate ones"),
    SpaceRelation.UNKNOWN: N_("unknown whether one or two"),
}


def sharing_word(sharing: Sharing) -> str:
    """Return what a pair of regions has in common, in two or three words."""
    return _(_SHORT[sharing])


def sharing_sentence(sharing: Sharing) -> str:
    """Return the same as a sentence that explains it."""
    return _(_SENTENCES[sharing])


def proof_words(proof: Proof) -> str:
    """Return what a statement rests on."""
    return _(_PROOFS[proof])


def proofs_short(proofs: tuple[Proof, ...]) -> str:
    """Return the same in a word each, for a table."""
    return listed(_(_SHORT_PROOFS[proof]) for proof in proofs)


def matched_words(by: MatchedBy) -> str:
    """Return why two regions are compared."""
    return _(_MATCHED[by])


def relation_words(relation: SpaceRelation) -> str:
    """Return whether it is one address space or two."""
    return _(_RELATIONS[relation])
