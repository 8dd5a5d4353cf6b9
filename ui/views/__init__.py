"""One file a page. A view reads from top to bottom like the screen; what changes anything is a door of the desk."""
