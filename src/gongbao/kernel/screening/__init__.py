"""Screening: whether asked names or codes are listed parties, each hit with its reason. Pure: the auditor reruns it."""
