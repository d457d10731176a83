"""What a short Chinese text says of an incident: what kind, where, when, how many hurt; which texts tell the same one.

Text in, facts out: no database, no clock, no network (the publication time is an argument). Nothing here looks at who
wrote a text, and nothing weighs a person: `facts.read` takes a title, an extract and a time, and that is all.
"""
