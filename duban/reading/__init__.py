"""From the bytes of a plan to a Plan: lines and tables first, then headings, fields, names, dates and targets."""
