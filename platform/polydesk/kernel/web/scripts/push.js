// Being told in this browser, also while no page of the desk is open: [data-push] switches it on and says how it stands.
import { each } from "./each.js"
import { toast } from "./toasts.js"

const scope = "/desk/"
const address = "/desk/notices/browsers"
const often = 10 * 60 * 1000
const isThere = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window

each("[data-push]", begin)
if (isThere && Notification.permission === "granted") comeBack()

async function begin(panel) {
  show(panel, await stateOf(panel))
  panel.querySelector("[data-push-on]")?.addEventListener("click", event => switchOn(panel, event.currentTarget))
  panel.addEventListener("submit", event => event.target.matches("[data-push-end]") && switchOff(event.target))
}

async function stateOf(panel) {
  if (!isThere) return "missing"
  if (Notification.permission === "denied") return "blocked"
  const mark = await markOf(await subscription())
  const own = mark ? panel.querySelector(`[data-mark="${mark}"]`) : null
  own?.querySelector("[data-push-own]")?.removeAttribute("hidden")
  return own ? "on" : "off"
}

function show(panel, state) {
  panel.querySelectorAll("[data-push-when]").forEach(part => { part.hidden = part.dataset.pushWhen !== state })
}

async function switchOn(panel, button) {
  button.disabled = true
  try {
    if (await Notification.requestPermission() !== "granted") return show(panel, await stateOf(panel))
    await send(address, await subscribe(panel.dataset.push))
    location.reload()
  } catch {
    toast(panel.dataset.sayFailed, "danger")
  } finally {
    button.disabled = false
  }
}

// A browser that was subscribed under another key of ours has to begin anew.
async function subscribe(key) {
  await navigator.serviceWorker.register("/desk/worker.js", { scope })
  const { pushManager } = await navigator.serviceWorker.ready
  await (await pushManager.getSubscription())?.unsubscribe()
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
}

async function switchOff(form) {
  const found = await subscription()
  if (found && form.closest("[data-mark]").dataset.mark === await markOf(found)) found.unsubscribe()
}

// Whoever has signed in again is told again where they were told before.
async function comeBack() {
  const last = Number(localStorage.getItem("told-here"))
  if (Date.now() - last < often) return
  const found = await subscription()
  if (!found) return
  localStorage.setItem("told-here", Date.now())
  send(`${address}/here`, found).catch(() => {})
}

async function send(to, found) {
  const { endpoint, keys } = found.toJSON()
  const answer = await fetch(to, { method: "POST", body: new URLSearchParams({ endpoint, ...keys }) })
  if (!answer.ok) throw new Error(answer.status)
}

async function subscription() {
  return (await navigator.serviceWorker.getRegistration(scope))?.pushManager.getSubscription()
}

// As the server names it: the beginning of the digest of its address.
async function markOf(found) {
  if (!found) return ""
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(found.endpoint))
  const text = btoa(String.fromCharCode(...new Uint8Array(digest)))
  return text.replaceAll("+", "-").replaceAll("/", "_").slice(0, 32)
}

function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(plain, sign => sign.charCodeAt(0))
}
