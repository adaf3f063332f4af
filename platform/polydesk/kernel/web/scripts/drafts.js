// <form data-draft="key"> keeps what is typed in this browser until it is sent; a note says so and offers to discard it.
import { each } from "./each.js"

const storage = key => `draft:${location.host}:${key}`
const fields = form => [...form.elements].filter(field => field.name && !["password", "file", "hidden", "submit"].includes(field.type) && field.tagName !== "BUTTON")

each("form[data-draft]", form => {
  const key = storage(form.dataset.draft)
  const kept = read(key)
  if (kept && !form.querySelector("[aria-invalid]")) restore(form, kept, key)
  let timer
  form.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(() => keep(form, key), 400)
  })
  form.addEventListener("submit", () => {
    clearTimeout(timer)
    if (!form.matches("[hx-post]")) sessionStorage.setItem("sent-draft", key)
  })
  form.addEventListener("htmx:afterRequest", event => {
    if (event.target === form && event.detail.successful && event.detail.xhr.status < 300) localStorage.removeItem(key)
  })
})

// The next page decides: its form again, or an error, means that nothing was accepted and the draft stays.
const sent = sessionStorage.getItem("sent-draft")
sessionStorage.removeItem("sent-draft")
if (sent && !document.querySelector("form[data-draft], .failure")) localStorage.removeItem(sent)

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return null
  }
}

function keep(form, key) {
  const typed = {}
  for (const field of fields(form)) {
    if (field.type === "checkbox" || field.type === "radio") { if (field.checked) typed[field.name] = field.value }
    else if (field.value.trim()) typed[field.name] = field.value
  }
  try {
    if (Object.keys(typed).length) localStorage.setItem(key, JSON.stringify(typed))
    else localStorage.removeItem(key)
  } catch { /* A full or forbidden store costs the draft, not the form. */ }
}

function restore(form, kept, key) {
  let restored = false
  for (const field of fields(form)) {
    const value = kept[field.name]
    if (value === undefined) continue
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.value === value
    else if (!field.value && value) { field.value = value; restored = true }
  }
  const note = form.querySelector("[data-draft-note]")
  if (!restored || !note) return
  note.hidden = false
  note.querySelector("button")?.addEventListener("click", () => {
    localStorage.removeItem(key)
    form.reset()
    note.hidden = true
  })
}
