"""A horizon as arrays: no names, no clocks, no database. The engines know nothing else."""
