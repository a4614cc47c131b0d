"""Why a plan is as it is: asked of the validator by trying, never guessed from the engine."""

from scheduler.explain.here import why_here
from scheduler.explain.left_out import why_left_out

__all__ = ["why_here", "why_left_out"]
