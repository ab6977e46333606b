"""The search: one analyser, one index on either database, one door (`finder.search`)."""
