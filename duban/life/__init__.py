"""The life of what is supervised (办理): tasks, findings, inspections, appeals, as dated acts with guards. Values only.

How a month is judged from the facts lives in duban.rules; here is who may do what when, and what became of it.
"""
