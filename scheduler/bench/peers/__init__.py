"""Other free engines on the same Problem, each stated as well as it can say it.

Each module has `SAYS` (the optional primitives it can say) and `solve(problem, seconds, seed) -> Answer`.
They are an optional extra (`pip install .[peers]`) and are loaded in a child process only.
"""
