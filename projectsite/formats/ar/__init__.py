"""Arabic with the order of CLDR: day, month, year, 24 hours."""
