"""Scenarios: read, replayed through both halves, and judged by what the event list says."""
