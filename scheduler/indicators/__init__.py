"""A period in figures: plain arithmetic on what was asked for, promised and done; no database, no tables."""
