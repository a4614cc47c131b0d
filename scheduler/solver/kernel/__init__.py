"""The compiled large-neighbourhood search over Problem -> Solution: ruin, recreate, anneal.

Read in this order: `layout` (a Problem as a few arrays), `state` (routes and how they change), `clock`
(earliest and latest starts, over links), `timing` (starts that cost least), `offers` (where a part could
go), `placing` (put a visit in), `ruin` (take visits out), `loop` (one iteration after another).
Sources: Christiaens and Vanden Berghe (2020), Slack induction by string removals, doi 10.1287/trsc.2019.0914.
Importing `loop` compiles everything once and then loads it from the cache (`compiling`).
"""
