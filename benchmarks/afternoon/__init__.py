"""What the speed of the catalogue is compared with: its own page from memory, and the list of an afternoon's work.

Only `benchmarks/browse.py` serves these; no room of the site imports them.
"""
