// htmx and forms: errors become toasts, a pressed button says that it works, and nothing is sent twice.
import { toast } from "./toasts.js"

const say = document.body.dataset

document.addEventListener("htmx:responseError", event => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html")
  toast(page.querySelector(".failure-card h1")?.textContent || say.sorry, "danger")
})
document.addEventListener("htmx:sendError", () => toast(say.offline, "danger"))
document.addEventListener("htmx:timeout", () => toast(say.offline, "danger"))

document.addEventListener("submit", event => {
  const form = event.target
  if (form.method === "dialog" || event.defaultPrevented && !isHtmx(form)) return
  if (form.dataset.sending) return event.preventDefault()
  if (form.method === "get" && !isHtmx(form)) return
  // The button is disabled after the browser has read its name and value.
  form.dataset.sending = "yes"
  setTimeout(() => working(form, event.submitter, true))
  // An answer that leaves the page where it is, a download say, must not lock the form for ever.
  if (!isHtmx(form)) setTimeout(() => release(form), 15000)
})
document.addEventListener("htmx:afterRequest", event => release(event.target.closest("form")))
document.addEventListener("htmx:validation:halted", event => release(event.target.closest("form")))
// A region that finds the session over must not overtake the form that ends it.
document.addEventListener("htmx:beforeOnLoad", event => {
  const { requestConfig, xhr } = event.detail
  if (requestConfig.verb === "get" && xhr.getResponseHeader("HX-Redirect") && isLeaving()) event.preventDefault()
})
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release))

export function isLeaving() {
  return [...document.querySelectorAll("form[data-sending]")].some(form => !isHtmx(form))
}

function isHtmx(form) {
  return form.closest("[hx-post],[hx-get],[hx-put],[hx-patch],[hx-delete],[hx-boost=true]") !== null
}

function working(form, button, busy) {
  const buttons = button ? [button] : form.querySelectorAll("button[type=submit], button:not([type])")
  for (const each of buttons) {
    each.classList.toggle("btn-loading", busy)
    each.disabled = busy
  }
}

function release(form) {
  if (!form?.dataset.sending) return
  delete form.dataset.sending
  for (const button of form.querySelectorAll(".btn-loading")) {
    button.classList.remove("btn-loading")
    button.disabled = false
  }
}
