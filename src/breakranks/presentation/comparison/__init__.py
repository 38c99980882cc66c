"""Shows what moved between two days of a case, and what moved it: terminal, page, files."""
