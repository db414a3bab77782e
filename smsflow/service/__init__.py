"""The record: what the state runs, knowing only its desk, its wire, its registers and its clock."""
