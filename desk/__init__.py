"""The middle: what a post, an incident, a term and a role are, and what may be done with them."""
