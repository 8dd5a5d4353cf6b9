"""What may be done with an incident: a form for every door, and the table that says when each is offered."""
