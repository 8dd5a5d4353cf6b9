// The one script of ours on every page of the desk: it has no words of its own and does nothing that a person could not.
"use strict";
