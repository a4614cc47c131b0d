"""The compiled large-neighbourhood search over Problem -> Solution: ruin, recreate, anneal.

Read in this order: `recipe` (the numbers that are choices), `layout` (a Problem as a few arrays; `packing` fills them
with `packing_units` and `packing_sums`, `traits` tells which short cuts hold), `state` (routes and how they change)
and `sums` (what they add up to; `levelling`: idle times while it is hot), `clock` and `links` (earliest and latest
starts), `graph` and `timing` (starts that cost least), `rises`, `offers` and `plain` (where a part could go),
`fitting`, `entering`, `placing`, `pairs` (put visits in), `delays` and `delaying` (the same where all that counts is
what a part delays), `ruin` (take them out) and `tidying` (what that leaves behind), `loop` (one iteration after
another); `driver` is the door to Python.
Sources: Christiaens and Vanden Berghe (2020), Slack induction by string removals, doi 10.1287/trsc.2019.0914.
Importing `loop` compiles everything once and then loads it from the cache (`compiling`, `table`).
"""
