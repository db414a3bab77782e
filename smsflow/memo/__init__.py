"""The rules as data: the memo's clauses, its tables, and the policy for what it leaves open."""
