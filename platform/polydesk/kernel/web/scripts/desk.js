// What agents and admins get: the same, and live updates that keep the caret where it is.
import "./portal.js"
import "htmx-ext-sse"
import "idiomorph/htmx"
import "./live.js"
import "./selection.js"
import "./composer.js"
import "./mentions.js"
import "./pictures.js"
