"""Questions over HTTP against 100,000 listed: one name, and the exact check by code; wrk beside the server.

The whole installation runs (the front, Django behind it, the database), as `bench.lookup` measures it.
"""
