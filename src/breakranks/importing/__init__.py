"""From data sets and scenarios to drafts of a case: `import_file`. Nothing of them becomes a report by itself."""

from breakranks.importing.run import IMPORTERS, Imported, import_file

__all__ = ["IMPORTERS", "Imported", "import_file"]
