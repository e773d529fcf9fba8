"""`python -m app.cli`: the same as the `duban` command, for child processes and tests."""

from app.cli.main import main

main()
