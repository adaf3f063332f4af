// <form data-draft="key"> keeps what is typed in this browser until it is sent; a note says so and offers to discard it.
import { each } from "./each.js"

const storage = key => `draft:${location.host}:${key}`
const fields = form => [...form.elements].filter(field => field.name && !["password", "file", "hidden", "submit"].includes(field.type) && field.tagName !== "BUTTON")

each("form[data-draft]", form => {
  const key = storage(form.dataset.draft)
  const kept = read(key)
  if (kept && !form.querySelector("[aria-invalid]")) {
    const again = () => restore(form, kept, key)
    again()
    // A choice that was restored may bring more fields; they are filled in, too, until somebody types.
    form.addEventListener("htmx:afterSettle", again)
    form.addEventListener("input", () => form.removeEventListener("htmx:afterSettle", again), { once: true })
  }
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

// The next page decides: the same form again, or an error, means that nothing was accepted and the draft stays.
const sent = sessionStorage.getItem("sent-draft")
sessionStorage.removeItem("sent-draft")
const isAgain = [...document.querySelectorAll("form[data-draft]")].some(form => storage(form.dataset.draft) === sent)
if (sent && !isAgain && !document.querySelector(".errors-summary, .failure")) localStorage.removeItem(sent)

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
    if (field.type === "checkbox" || field.type === "radio") { if (field.checked) (typed[field.name] ??= []).push(field.value) }
    else if (field.value.trim()) typed[field.name] = field.value
  }
  try {
    if (Object.keys(typed).length) localStorage.setItem(key, JSON.stringify(typed))
    else localStorage.removeItem(key)
  } catch { /* A full or forbidden store costs the draft, not the form. */ }
}

function restore(form, kept, key) {
  let restored = false
  const chosen = []
  for (const field of fields(form)) {
    const value = kept[field.name]
    if (value === undefined) continue
    if (field.type === "checkbox" || field.type === "radio") {
      const ticked = [value].flat().includes(field.value)
      if (ticked !== field.checked) chosen.push(field)
      field.checked = ticked
    } else if (!field.value && value) {
      field.value = value
      restored = true
      if (field.tagName === "SELECT") chosen.push(field)
    }
  }
  tell(chosen)
  const note = form.querySelector("[data-draft-note]")
  if (!restored || !note) return
  note.hidden = false
  note.querySelector("button")?.addEventListener("click", () => {
    localStorage.removeItem(key)
    form.reset()
    note.hidden = true
  })
}

// Whatever hangs on a choice hears of it, once htmx listens; one request brings all the fields that hang on several.
function tell(chosen) {
  const asking = chosen.filter(field => field.matches("[hx-post]"))
  const heard = [...chosen.filter(field => field.matches("[hx-get]")), ...asking.slice(-1)]
  const say = () => heard.forEach(field => field.isConnected && field.dispatchEvent(new Event("change", { bubbles: true })))
  if (document.readyState === "complete") say()
  else addEventListener("load", say)
}
