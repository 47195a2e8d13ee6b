"""One connection to SQL: guard, dialect, lineage, attrition. Knows no table."""
