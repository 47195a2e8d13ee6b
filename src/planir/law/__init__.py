"""The law: dated parameters, and rules as SQL views over relations that it declares."""
