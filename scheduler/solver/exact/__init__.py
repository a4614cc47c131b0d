"""The same Problem stated to OR-Tools CP-SAT: every primitive, exactly as problem/evaluate.py means it."""
