"""The model: one day in a world, and how likely a day's reports are in it."""
