"""What turns the book into the published site: staging, building, theme, widgets, security policy."""
