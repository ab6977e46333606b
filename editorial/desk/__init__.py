"""The desk: the admin in which staff edit whatever can become public, whichever room it belongs to."""
