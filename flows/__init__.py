"""Cycles: the order of the steps and nothing else. A flow bears its file's name."""
