// Doors: the browser's time zone goes along with a form, and a password can be looked at while it is typed.
import { each } from "./each.js"

each("[data-browser-zone]", field => { field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "" })

document.addEventListener("click", event => {
  const button = event.target.closest("[data-reveal]")
  if (!button) return
  const field = document.getElementById(button.dataset.reveal)
  const shown = field.type === "password"
  field.type = shown ? "text" : "password"
  button.setAttribute("aria-pressed", shown)
  field.focus()
})
