"""The verdict: what the event list says of truth, findings, SMS left over and broken properties."""
