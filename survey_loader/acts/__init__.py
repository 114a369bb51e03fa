"""Every write of the product: a function that takes an Actor and appends to one log."""
