// The extensions look for a global htmx.
import htmx from "htmx.org/dist/htmx.esm.js"
window.htmx = htmx
document.documentElement.classList.add("js")
