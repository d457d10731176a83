"""The stand-alone auditor: checks a published log, or a proof somebody kept, from files and addresses alone.

It imports nothing but the kernel, so whoever doubts the house need not trust the house's code.
"""
