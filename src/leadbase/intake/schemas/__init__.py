"""What the API of intake takes and gives, as the OpenAPI page shows it."""
