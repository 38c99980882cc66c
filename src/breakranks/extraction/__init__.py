"""Information extraction: from a text to drafts of reports and judgements, for a person to accept or not."""

from breakranks.extraction.run import Read, read_into, reading

__all__ = ["Read", "read_into", "reading"]
