"""The flow on stage: scenes and frames read off the event list, a player, and a terminal."""
