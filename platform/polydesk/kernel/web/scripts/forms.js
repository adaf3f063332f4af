// Small comforts of forms: focus on what is wrong, send on change, ask before changes are lost.
import { each } from "./each.js"

each("[data-focus]", element => element.focus())

// A button that only those without scripts need must not be the one that Enter presses.
each("[data-without-scripts]", element => element.remove())

document.addEventListener("change", event => {
  const form = event.target.form
  if (form?.dataset.submitOn === "change") form.requestSubmit()
})

const changed = new WeakSet()
document.addEventListener("input", event => { if (event.target.form) changed.add(event.target.form) })
document.addEventListener("submit", event => changed.delete(event.target))
addEventListener("beforeunload", event => {
  for (const form of document.querySelectorAll("form[data-confirm-leave]")) if (changed.has(form)) event.preventDefault()
})

// Ctrl+Enter sends the form one is typing in.
document.addEventListener("keydown", event => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  if (event.target.matches?.("textarea")) event.target.form?.requestSubmit()
})
