"""The judgement of a month (cycle contract): pure functions from facts, parameters and a calendar to standings, scores and reminders."""
