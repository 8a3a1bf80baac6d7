"""What is said of sharing, in words and in one sign each."""

from memscope.i18n import N_, _, listed
from memscope.model.sharing import Proof, Sharing, SpaceRelation

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

_RELATIONS = {
    SpaceRelation.SAME: N_("one and the same"),
    SpaceRelation.SEPARATE: N_("two separate ones"),
    SpaceRelation.UNKNOWN: N_("unknown whether one or two"),
}


def sharing_word(sharing: Sharing) -> str:
    """Return what a pair of regions has in common, in two or three words."""
    return _(_SHORT[sharing])


def proof_words(proof: Proof) -> str:
    """Return what a statement rests on."""
    return _(_PROOFS[proof])


def proofs_short(proofs: tuple[Proof, ...]) -> str:
    """Return the same in a word each, for a table."""
    return listed(_(_SHORT_PROOFS[proof]) for proof in proofs)


def relation_words(relation: SpaceRelation) -> str:
    """Return whether it is one address space or two."""
    return _(_RELATIONS[relation])
