// The home page.
import "./frame.js";
import "./suggest.js";
