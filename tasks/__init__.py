"""Steps: each opens a session, calls one function of the layers below, and commits. Their order lives in flows."""
