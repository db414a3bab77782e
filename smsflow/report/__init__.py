"""What people and programs read: every report is read off results and their event lists."""
