"""The verbs of a scenario: each a shape that reads it, and what it does or expects."""
