"""The persons we work with: who they are, masked by default, and how to find them."""
