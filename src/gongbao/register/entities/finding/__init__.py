"""Finding a firm by what people type: docs/adr/0007-search.md.

`asking` reads what was typed, `commonness` knows which bigrams are frequent, `candidates` fetches a bounded number of
names from the indexes, `pinyin` and `near` judge them, `ranking` puts them in order, `search` does it all.
"""
