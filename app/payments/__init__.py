"""Cards by token, links to pay by, and the closing balance of payments and orders."""
