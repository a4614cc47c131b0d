"""May it be a home visit, and when is it due: gates, working days, and the visits of a day."""
