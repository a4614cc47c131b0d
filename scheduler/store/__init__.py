"""One SQLite file: what is known, every plan ever made, and the runs that made them."""
