"""The screens: one folder each. Views load what the member may see, decide, call one operation, render."""
