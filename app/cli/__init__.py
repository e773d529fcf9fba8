"""The command line (督办): what people type. Each command checks its words, calls one step or flow, and says what became of it."""

from app.cli.main import main

__all__ = ["main"]
