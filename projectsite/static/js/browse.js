// The list of projects.
import "./frame.js";
import "./finder.js";
import "./facets.js";
import "./suggest.js";
