// <textarea data-unsaved> keeps what the server does not have yet: from the key that is pressed until a request with that text was answered.
// Whoever's session ended in mid-sentence finds all of it again. Nothing stays behind at signing out, and nobody else is shown it.
import { each } from "./each.js"

const door = document.querySelector("form[data-signs-out]")
const house = `unsaved:${location.host}:`
const mine = `${house}${door?.dataset.signsOut}:`
const keyOf = field => mine + field.getAttribute("hx-post")
// What the server is known to have; that it has something else now means that it was written elsewhere.
const known = new WeakMap()

if (door) keys(house).filter(key => !key.startsWith(mine)).forEach(forget)

each("textarea[data-unsaved]", field => {
  known.set(field, field.defaultValue)
  field.addEventListener("input", () => keep(field))
  const kept = read(keyOf(field))
  if (!kept || field.matches("[aria-invalid]")) return
  if (kept.base === field.defaultValue || kept.at > Date.parse(field.dataset.kept)) whenReady(() => restore(field, kept.body))
  else forget(keyOf(field))
})

// Sent, kept or shared: an answer to a request that brought the text along. One that leads to the sign-in swaps nothing.
document.addEventListener("htmx:beforeSwap", event => {
  const { requestConfig, xhr } = event.detail
  const field = (requestConfig?.elt.form ?? requestConfig?.elt)?.querySelector?.("textarea[data-unsaved]")
  const body = requestConfig?.formData?.get("body")
  if (!field || xhr.status !== 200 || typeof body !== "string") return
  known.set(field, body)
  if (read(keyOf(field))?.body === body) forget(keyOf(field))
})

// Signing out takes along what was typed since, then leaves nothing here. What is older was typed in a session that ended
// by itself: what the server has by now may be newer, and is not written over.
document.addEventListener("submit", async event => {
  const left = event.target === door ? keys(mine) : []
  if (!left.length) return
  event.preventDefault()
  await Promise.all(left.filter(isOfNow).map(hand))
  left.forEach(forget)
  door.requestSubmit()
}, true)

function isOfNow(key) {
  const isHere = [...document.querySelectorAll("textarea[data-unsaved]")].some(field => keyOf(field) === key)
  return isHere || Date.now() - read(key)?.at < 60000
}

function hand(key) {
  const kept = read(key)
  const headers = { "HX-Request": "true" }
  return kept && fetch(key.slice(mine.length), { method: "POST", headers, body: new URLSearchParams({ body: kept.body }), signal: AbortSignal.timeout(3000) }).catch(() => {})
}

function restore(field, body) {
  if (field.value !== field.defaultValue) return
  field.value = body
  field.dispatchEvent(new Event("input", { bubbles: true }))
  const hidden = field.closest("form[hidden]")
  if (hidden && body) document.querySelector(`[data-side="${hidden.dataset.sideForm}"]`)?.click()
}

function keep(field) {
  try {
    localStorage.setItem(keyOf(field), JSON.stringify({ body: field.value, base: known.get(field), at: Date.now() }))
  } catch { /* A full or forbidden store: the server keeps it in a moment. */ }
}

function keys(beginning) {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(beginning))
  } catch {
    return []
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return null
  }
}

function forget(key) {
  localStorage.removeItem(key)
}

// htmx has to know the field as the server sent it, or it takes what comes back for nothing new.
function whenReady(act) {
  if (document.readyState === "complete") act()
  else addEventListener("load", act, { once: true })
}
