"""Between names and indices: days and weeks become Drafts through the rules, Solutions become Plans, and back."""

from scheduler.translate.day import arrival_band, draft_of, plan_again, plan_of, route_of, solution_of
from scheduler.translate.week import week_problem
from scheduler.translate.week_draft import WeekDraft, week_draft_of
from scheduler.translate.week_plan import plans_of_week, solution_of_week

__all__ = [
    "WeekDraft",
    "arrival_band",
    "draft_of",
    "plan_again",
    "plan_of",
    "plans_of_week",
    "route_of",
    "solution_of",
    "solution_of_week",
    "week_draft_of",
    "week_problem",
]
