"""Kinds of change that begin an entry, end it, or say that it was wrong. Files are read by them without Django."""

BEGINNINGS = ("listed", "restored")
ENDINGS = ("display-ended", "removed", "early", "full-term", "revoked", "corrected")
#: Taken back as wrong from the start, or wrongly matched: a signed notice goes to everybody who had it.
WRONG = ("revoked", "corrected", "distinct")
RENAMED = "renamed"
