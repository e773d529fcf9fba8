"""Values → bytes: the papers the office hands out (docx, xlsx, html)."""
