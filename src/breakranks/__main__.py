"""`python -m breakranks`."""

from breakranks.cli import main

main()
