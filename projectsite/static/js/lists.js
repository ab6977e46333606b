// A list with filters, but for that of the projects.
import "./frame.js";
import "./finder.js";
