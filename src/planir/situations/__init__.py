"""What was found about persons: runs loaded, states, the full check. The only door from the service to detection."""
