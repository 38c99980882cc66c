"""From the files of a case as people have them to rows as the format has them: `gather`."""
