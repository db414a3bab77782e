"""`python -m smsflow`."""

from smsflow.commands.main import main

main()
