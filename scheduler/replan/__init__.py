"""The running day: what its events leave of a plan, doing nothing, the least disturbing plan that is better.

`facts`, `diff` and `board` are light; `better` and `conflict` load the engine.
"""
