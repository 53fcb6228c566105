import "./theme-toggle.js";
import "./contents.js";
import "./copy.js";
import "./video.js";
import "./keys.js";
import "./menu.js";
import "./scroll.js";
import "./print.js";
