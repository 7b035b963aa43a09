"""Templates, styles, scripts and the Content-Security-Policy."""
