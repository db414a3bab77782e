"""The command line: one file a command, and one boundary where errors become exit codes."""
